import { COUNTS } from '../support/counts.js';
import type { AnalysisJson } from '../support/event-reader.js';
import { type Replicas, startReplicas } from '../support/replicas.js';
import { callsIn } from '../support/stored-rows.js';

declare const DIALECT: 'sqlite' | 'postgres';
const onPostgres = DIALECT === 'postgres' ? describe : describe.skip;

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

onPostgres('many idempotency keys with many requests each, over three processes of which one is killed', () => {
  const { keys: KEYS, wave: WAVE } = COUNTS.idempotencyKeys;
  const keys = times(KEYS, (n) => `key-${n}-`);
  let replicas: Replicas;
  beforeEach(async () => void (replicas = await startReplicas(3, { LEASE_MS: '5000' })));
  afterEach(() => replicas.stop());

  it('cost one billed call a key, and every request of a key receives the same result', async () => {
    await replicas.claude.defaults({ hold: 'gate' });
    const first = wave((n) => n % 3);
    await replicas.claude.waitForInFlight(KEYS);
    replicas.programs[2]?.kill('SIGKILL');
    await replicas.programs[2]?.ended;
    // Claude notices the closed connections before any later request, and answers none of the calls.
    for (let n = 0; n < 2; n += 1) await replicas.claude.stats();
    const second = wave((n) => n % 2);
    await replicas.claude.release('gate');
    const answers = await Promise.all([...first, ...second]);

    for (const key of keys) {
      const ofKey = answers.filter((answer) => answer.key === key);
      expect(ofKey.map(({ status }) => status)).toEqual(times(2 * WAVE, () => 201));
      expect(new Set(ofKey.map(({ id }) => id)).size).toBe(1);
      expect(ofKey.filter(({ isReplayed }) => !isReplayed).length).toBeLessThanOrEqual(1);
    }
    const billed = (await replicas.claude.requests()).filter(({ outcome }) => outcome === 'answered');
    expect(billed.map(({ body }) => keyIn(body)).sort()).toEqual([...keys].sort());
    const calls = await callsIn(replicas.database);
    expect(calls.filter(({ status }) => status === 'succeeded')).toHaveLength(KEYS);
    expect(calls).toHaveLength((await replicas.claude.stats()).messages);
  });

  /** Sends concurrent requests for each key, spread over the replicas; a lost connection is retried at another one. */
  function wave(replicaOf: (n: number) => number): Promise<Answer>[] {
    return times(KEYS * WAVE, (n) => {
      const key = keys[n % KEYS] ?? '';
      const at = (replica: number) => post(replicas.urls[replica] ?? '', key);
      const replica = replicaOf(Math.floor(n / KEYS) + n);
      return answered(() => at(replica).catch(() => at(n % 2)));
    });
  }
});

interface Answer {
  readonly key: string;
  readonly status: number;
  readonly id: string;
  readonly isReplayed: boolean;
}

/** Repeats a request under the same key after a Retry-After, as clients do. */
async function answered(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
  }
}

async function post(url: string, key: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const body = JSON.stringify({ text: `What is ${key}?`, cache: 'off' });
  const answer = await fetch(`${url}/analyze/alice`, { method: 'POST', headers, body });
  const { id } = (await answer.json()) as AnalysisJson;
  return { key, status: answer.status, id, isReplayed: answer.headers.get('idempotent-replayed') === 'true' };
}

/** @returns the idempotency key of a request to Claude; `post` writes it into the text */
function keyIn(body: unknown): string | undefined {
  return /key-\d+-/.exec(JSON.stringify(body))?.[0];
}
