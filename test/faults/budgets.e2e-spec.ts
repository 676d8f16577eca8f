import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { BudgetFleet, type Sample, statusOf } from '../support/budget-fleet.js';
import { worstOf } from '../support/budgets.js';
import { COUNTS } from '../support/counts.js';
import { count, HANGS_MS, until } from '../support/rows.js';

declare const DIALECT: string;
/** Long enough that every living process renews its lease in time. */
const LEASE_MS = 3_000;
const MOST_REQUESTS = 100;
/** Texts of the same length, so that the worst case of each call is the same. */
const textOf = (n: number) => `text ${String(n).padStart(4, '0')}`;
const WORST = worstOf(textOf(0));
const LIMIT = 10n * WORST;

/** Shared by all tests, each of which has a different user; the tenant has a budget only in the last. */
let fleet: BudgetFleet;
beforeAll(async () => {
  fleet = await BudgetFleet.start({ LEASE_MS: String(LEASE_MS), CLAUDE_MAX_RETRIES: '0' });
});
afterAll(() => fleet.stop());

describe('many calls at once, a tenth of which the budget allows', () => {
  let user: string;
  let refused: number;
  beforeEach(async () => {
    user = `alice-${randomUUID()}`;
    await fleet.setBudget(user, LIMIT);
    await fleet.claude.reset();
    await fleet.claude.defaults({ hold: 'gate' });
    refused = 0;
  });

  /**
   * @param first the number of the first text; no other test uses these texts, since a replay costs nothing
   * @returns the status of each answer, or 0 if the process died */
  function askAll(first = 0): Promise<number>[] {
    return Array.from({ length: MOST_REQUESTS }, async (_, n) => {
      const status = statusOf(await fleet.ask(n, user, textOf(first + n)));
      if (status === 402) refused += 1;
      return status;
    });
  }

  async function alices(): Promise<Sample> {
    const sample = (await fleet.sample()).find((each) => each.user === user);
    if (!sample) throw new Error('the user has no budget');
    return sample;
  }

  /** Waits until `held` calls are at Claude and all others have been refused. */
  async function untilHeld(held: number): Promise<void> {
    const isSo = async () => refused === MOST_REQUESTS - held && (await fleet.claude.stats()).in_flight >= held;
    await until(`${held} calls are held`, HANGS_MS, isSo);
  }

  it('exactly ten are made, the others are refused, and the total cost is below the limit', async () => {
    const asked = askAll();
    await untilHeld(10);
    expect(await alices()).toMatchObject({ reserved: LIMIT, billed: 0n });
    expect((await fleet.claude.stats()).messages).toBe(10);
    await fleet.claude.release('gate');
    const statuses = await Promise.all(asked);
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 402)).toHaveLength(90);
    const { billed, reserved } = await alices();
    expect(reserved).toBe(0n);
    expect(billed > 0n && billed <= LIMIT).toBe(true);
    expect(await count(fleet.database, `SELECT count(*) FROM calls WHERE user_id = '${user}'`)).toBe(10);
  });

  it('the reservations of a killed process are released when Claude can no longer answer, and exactly as much can be reserved again', async () => {
    const asked = askAll(MOST_REQUESTS);
    await untilHeld(10);
    const heldBy = async (place: number) => {
      const statuses = await Promise.all(asked.map((one) => Promise.race([one, Promise.resolve(-1)])));
      return statuses.filter((status, n) => status === -1 && fleet.placeOf(n) === place).length;
    };
    const victim = (await heldBy(0)) > 0 ? 0 : 1;
    const lost = await heldBy(victim);
    await fleet.kill(victim);
    expect((await alices()).reserved).toBe(LIMIT);
    await fleet.startAt(victim);
    const interrupted = `SELECT count(*) FROM calls WHERE user_id = '${user}' AND status = 'interrupted'`;
    await until('its calls are interrupted', HANGS_MS, async () => (await count(fleet.database, interrupted)) === lost);
    expect((await alices()).reserved).toBe(LIMIT);
    expect(statusOf(await fleet.ask(victim, user, 'one more'))).toBe(402);
    await fleet.passTimeLimits();
    const left = LIMIT - BigInt(lost) * WORST;
    await until('what it had reserved is free', HANGS_MS, async () => (await alices()).reserved === left);

    refused = 0;
    const again = askAll(2 * MOST_REQUESTS);
    await until('the others are refused', HANGS_MS, () => refused === MOST_REQUESTS - lost);
    expect((await alices()).reserved).toBe(LIMIT);
    await fleet.claude.release('gate');
    const statuses = [...(await Promise.all(asked)), ...(await Promise.all(again))];
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 0)).toHaveLength(lost);
    const { billed, reserved } = await alices();
    expect(reserved).toBe(0n);
    expect(billed <= LIMIT).toBe(true);
    process.stdout.write(`budget after kill -9 on ${fleet.database.dialect}: ${lost} of 10 returned\n`);
  });
});

const LATE = "SELECT count(*) FROM calls WHERE status = 'interrupted' AND cost_pico_usd IS NOT NULL";

describe('a random load', () => {
  const { requests: REQUESTS, kills: KILLS } = COUNTS.budgetLoad;
  /** The total cost does not depend on the number of requests. */
  const OUTPUT_TOKENS = 90_000 / REQUESTS;
  const CLIENTS = 12;
  const SEED = Number(process.env['REPRISE_FUZZ_SEED'] ?? 20261125);

  it('never exceeds a budget at any moment, also while processes are killed', async () => {
    await fleet.claude.reset();
    // As long as the shortest answer may be, so that budgets are used up.
    await fleet.claude.defaults({ delay_ms: 15, usage: { output_tokens: OUTPUT_TOKENS } });
    const usd = 10n ** 12n;
    for (const [user, limit] of [
      ['u-0', usd / 6n],
      ['u-1', usd / 10n],
      [null, usd / 3n],
    ] as const)
      await fleet.setBudget(user, limit);
    const bodies = fc.sample(
      fc.record({
        max_tokens: fc.integer({ min: OUTPUT_TOKENS, max: 4_000 }),
        system: fc.string({ minLength: 1, maxLength: 3_000 }).filter((text) => /\S/.test(text)),
        model: fc.constantFrom('claude-sonnet-5-5', 'claude-haiku-4-5', 'claude-sonnet-4-6'),
      }),
      { numRuns: REQUESTS, seed: SEED },
    );

    const statuses: Record<number, number> = {};
    let next = 0;
    let restart: Promise<void> = Promise.resolve();
    const client = async (): Promise<void> => {
      for (let n = next++; n < REQUESTS; n = next++) {
        const stream = n % 5 === 0 && { stream: true };
        const status = statusOf(await fleet.ask(n, `u-${n % 3}`, textOf(n), { ...bodies[n], ...stream }));
        statuses[status] = (statuses[status] ?? 0) + 1;
        // Without a pause, failing clients would use up all requests before the process is back.
        if (status === 0) await restart;
      }
    };
    let isOver = false;
    const passed: Sample[] = [];
    const [samples, fullest] = [new Map<string, number>(), new Map<string, number>()];
    const watch = async (): Promise<void> => {
      while (!isOver) {
        // SQLite answers synchronously: without a pause no other code would run.
        await new Promise((resolve) => setImmediate(resolve));
        for (const sample of await fleet.sample()) {
          const { user, limit, billed, reserved } = sample;
          if (billed + reserved > limit) passed.push(sample);
          samples.set(user, (samples.get(user) ?? 0) + 1);
          fullest.set(user, Math.max(fullest.get(user) ?? 0, Number((10_000n * (billed + reserved)) / limit) / 100));
        }
      }
    };
    const watching = watch();
    const clients = Promise.all(Array.from({ length: CLIENTS }, client));
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await until('a part is sent', HANGS_MS, () => next >= (kill * REQUESTS) / (KILLS + 1));
      const place = fleet.placeOf(kill);
      restart = fleet.kill(place).then(() => fleet.startAt(place));
      await restart;
    }
    await clients;
    const pending = "SELECT count(*) FROM calls WHERE status = 'pending'";
    await until('nothing is pending', HANGS_MS, async () => (await count(fleet.database, pending)) === 0);
    await fleet.passTimeLimits();
    await until('nothing is reserved', HANGS_MS, async () =>
      (await fleet.sample()).every(({ reserved }) => reserved === 0n),
    );
    isOver = true;
    await watching;
    const late = await count(fleet.database, LATE);
    const report = { late, statuses, samples: samples.get(''), fullestPercent: Object.fromEntries(fullest) };
    process.stdout.write(`budgets under load on ${fleet.database.dialect}: ${JSON.stringify(report)}\n`);

    expect({ late, passed: passed.slice(0, 3) }).toEqual({ late: 0, passed: [] });
    expect(statuses[201]).toBeGreaterThan(REQUESTS / 8);
    expect(statuses[402]).toBeGreaterThan(REQUESTS / 8);
    expect(samples.get('')).toBeGreaterThan(50);
    for (const user of ['u-0', 'u-1', '']) expect(fullest.get(user)).toBeGreaterThan(50);
    expect(await count(fleet.database, 'SELECT count(*) FROM calls WHERE cost_pico_usd > reserved_pico_usd')).toBe(0);
  });
});

const onSqlite = DIALECT === 'sqlite' ? describe : describe.skip;

onSqlite('two processes on one SQLite file', () => {
  it('never reserve more than the limit; a request that cannot write in time is answered 503', async () => {
    const fleet = await BudgetFleet.start({}, () => 2);
    await fleet.setBudget('alice', 5n * WORST);
    await fleet.claude.defaults({ hold: 'gate' });
    const answered: number[] = [];
    const asked = Array.from({ length: 20 }, async (_, n) => {
      answered.push(statusOf(await fleet.ask(n, 'alice', textOf(n))));
    });
    const held = async () => (await fleet.claude.stats()).in_flight;
    await until('each is held or refused', HANGS_MS, async () => answered.length + (await held()) >= 20);
    const [sample] = await fleet.sample();
    expect(sample?.reserved).toBe(BigInt(await held()) * WORST);
    expect(await held()).toBeLessThanOrEqual(5);
    await fleet.claude.release('gate');
    await Promise.all(asked);
    expect(answered.filter((status) => ![201, 402, 503].includes(status))).toEqual([]);
    expect(answered).toContain(402);
    await fleet.stop();
  });
});
