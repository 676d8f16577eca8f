import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { SimulatorClient } from '../../src/simulator/index.js';
import { answerOf } from '../support/cli.js';
import { COUNTS } from '../support/counts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import {
  ATTACKS,
  endAttacks,
  HOSTILE_ANSWERS,
  storeLongTexts,
  type Target,
  type Told,
} from '../support/hostile-traffic.js';
import { Program } from '../support/process.js';
import { count, HANGS_MS, rows, until } from '../support/rows.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

/** The memory limit of a process in MiB, as docs/operations.md explains it. */
const MOST_MEMORY_MIB = 768;
/** The pauses between two requests of the user and between two attacks, in milliseconds. */
const PAUSE_MS = { user: 20, attack: 100 };

/** A user who sends a text, repeats it, and reads the history, one request after the other. */
class WellBehavedUser {
  readonly statuses: number[] = [];
  readonly acknowledged = new Map<string, string>();
  private asked = 0;

  constructor(private readonly target: Target) {}

  /** @returns how long each request took, in milliseconds */
  async use(seconds: number): Promise<number[]> {
    const took: number[] = [];
    const end = performance.now() + seconds * 1_000;
    while (performance.now() < end) {
      const text = `well-behaved ${(this.asked += 1)}`;
      for (const body of [{ text }, { text }, null]) {
        const start = performance.now();
        await this.send(text, body);
        took.push(performance.now() - start);
        await sleep(PAUSE_MS.user);
      }
    }
    return took;
  }

  private async send(text: string, body: object | null): Promise<void> {
    const { url, key } = this.target;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = body
      ? await fetch(`${url}/analyze/alice`, { method: 'POST', headers, body: JSON.stringify(body) })
      : await fetch(`${url}/history/alice`, { headers });
    const { id } = (await answer.json()) as { id?: string };
    this.statuses.push(answer.status);
    if (id !== undefined) this.acknowledged.set(id, text);
  }
}

/** Sends all attacks in turn, without waiting for their answers, until it is stopped. */
class Attacker {
  readonly told: Record<string, Told[]> = {};
  private isOver = false;
  private readonly sending: Promise<void>;
  private readonly running = new Set<Promise<void>>();

  constructor(target: Target) {
    this.sending = this.send(target);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.sending;
    endAttacks();
    await Promise.all(this.running);
  }

  private async send(target: Target): Promise<void> {
    while (!this.isOver) {
      for (const [name, attack] of Object.entries(ATTACKS)) {
        const one: Promise<void> = attack(target).then((told) => {
          (this.told[name] ??= []).push(told);
          this.running.delete(one);
        });
        this.running.add(one);
        await sleep(PAUSE_MS.attack);
      }
    }
  }
}

describe('during attacks of every kind', () => {
  const apiKey = newApiKey();
  const claude = new SimulatorClient(simulatorUrl(), apiKey);
  let database: TestDatabase;
  let program: Program;
  let user: WellBehavedUser;
  let told: Record<string, Told[]>;
  let took: { before: number[]; during: number[] };
  let mostMemoryMib = 0;
  let acme: Target;

  beforeAll(
    async () => {
      database = await createDatabase();
      const env = {
        DATABASE_URL: database.url,
        ANTHROPIC_API_KEY: apiKey,
        ANTHROPIC_BASE_URL: simulatorUrl(),
        AUTH_MODE: 'api-key',
        API_KEY_SECRET: 'a secret of more than thirty-two characters',
        CLAUDE_MAX_RETRIES: '0',
      };
      const keyOf = async (tenant: string) =>
        ((await answerOf(env, 'keys', 'create', '--tenant', tenant, '--role', 'admin')) as { key: string }).key;
      const keys = { acme: await keyOf('acme'), mallory: await keyOf('mallory') };
      program = new Program('main.js', env);
      const url = await program.url();
      acme = { url, key: keys.acme };
      const mallory = { url, key: keys.mallory };
      await claude.script(HOSTILE_ANSWERS);
      await storeLongTexts(mallory);

      user = new WellBehavedUser(acme);
      const { seconds } = COUNTS.hostile;
      await user.use(seconds / 10);
      const before = await user.use(seconds / 4);
      const watch = setInterval(() => (mostMemoryMib = Math.max(mostMemoryMib, memoryMib(program.pid))), 500);
      const attacker = new Attacker(mallory);
      const during = await user.use(seconds);
      await attacker.stop();
      clearInterval(watch);
      told = attacker.told;
      took = { before, during };
      const report = {
        p99Ms: { before: p99(before), during: p99(during) },
        mostMemoryMib,
        told: Object.fromEntries(Object.entries(told).map(([name, statuses]) => [name, tally(statuses)])),
      };
      process.stdout.write(`hostile traffic on ${database.dialect}: ${JSON.stringify(report)}\n`);
    },
    120_000 + COUNTS.hostile.seconds * 3_000,
  );
  afterAll(() => database.drop());

  it('a well-behaved user is always answered, in at most three times the usual time', () => {
    expect([...new Set(user.statuses)].sort()).toEqual([200, 201]);
    expect(p99(took.during)).toBeLessThanOrEqual(Math.max(3 * p99(took.before), COUNTS.hostile.forgivenMs));
  });

  it('no request is answered with a 5xx', () => {
    const faults = Object.entries(told).filter(([, statuses]) => statuses.some((status) => (status ?? 0) >= 500));
    expect(faults).toEqual([]);
    expect(Object.keys(told).sort()).toEqual(Object.keys(ATTACKS).sort());
  });

  it('memory stays within its limit', () => {
    expect(mostMemoryMib).toBeGreaterThan(0);
    expect(mostMemoryMib).toBeLessThan(MOST_MEMORY_MIB);
  });

  it('afterwards every call has ended, every answer is stored, and the audit trail is valid', async () => {
    await until('no call is pending', HANGS_MS, async () => (await pending()) === 0);
    const { messages } = await claude.stats();
    // A client may disconnect after the row of its call was written and before the request was sent.
    expect(await count(database, 'SELECT count(*) FROM calls')).toBeGreaterThanOrEqual(messages);
    expect(await count(database, "SELECT count(*) FROM calls WHERE status <> 'aborted'")).toBeLessThanOrEqual(messages);
    const stored = await rows(database, "SELECT id FROM results WHERE tenant_id = 'acme'");
    const ids = new Set(stored.map(({ id }) => id));
    expect([...user.acknowledged.keys()].filter((id) => !ids.has(id))).toEqual([]);
    const headers = { authorization: `Bearer ${acme.key}` };
    const verified = await (await fetch(`${acme.url}/audit/verify`, { headers })).json();
    expect(verified).toMatchObject({ valid: true });
    const usage = (await (await fetch(`${acme.url}/usage`, { headers })).json()) as { calls: number };
    expect(usage.calls).toBe(await count(database, "SELECT count(*) FROM calls WHERE tenant_id = 'acme'"));
  });

  it('the process exits on SIGTERM', async () => {
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  const pending = () => count(database, "SELECT count(*) FROM calls WHERE status = 'pending'");
});

function p99(times: readonly number[]): number {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? Infinity;
}

function tally(statuses: readonly Told[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const status of statuses) counts[String(status)] = (counts[String(status)] ?? 0) + 1;
  return counts;
}

function memoryMib(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
