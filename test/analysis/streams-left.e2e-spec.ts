import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { COUNTS } from '../support/counts.js';
import { EventReader, textOf } from '../support/event-reader.js';
import { type Service, shareService } from '../support/service.js';
import { callsOf, resultsOf, untilCalls } from '../support/stored-rows.js';

const LEAVERS = COUNTS.leavers.analyses;

describe('a client that disconnects', () => {
  const shared = shareService();
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  const answer = (n: number) => `Answer ${n}: ${'words and 🦊 '.repeat(80)}`;

  it(`in the middle of a stream is handled as its on_disconnect says: ${LEAVERS} streams cut after a random event`, async () => {
    const random = randomFrom(20261123);
    // Claude pauses after more events than any client reads, until all clients have disconnected.
    await service.claude.defaults({ text: answer(0), hold: 'rest', hold_after_events: 30 });
    const left = await Promise.all(
      Array.from({ length: LEAVERS }, async (_, n) => {
        const abort = n % 2 === 1;
        const body = { text: `cut ${n}`, on_disconnect: abort ? 'abort' : 'finish' };
        const reader = await EventReader.open(service, { body });
        const events = await reader.take(1 + Math.floor(random() * 20));
        reader.leave();
        return { abort, body, text: textOf(events), started: events[0]?.data as { id: string } };
      }),
    );
    await untilCalls(service, 'aborted', LEAVERS / 2);
    await service.claude.release('rest');
    await service.claude.waitForInFlight(0);
    const rows = await untilSettled(service, LEAVERS);
    const calls = new Map((await callsOf(service)).map((call) => [call.subject_id, call]));
    for (const { abort, body, text, started } of left) {
      const { body: row } = await service.call('GET', `/results/${started.id}`).expect(200);
      expect(answer(0).startsWith(row.result)).toBe(true);
      expect(row.result.startsWith(text)).toBe(true);
      if (abort) {
        expect(row.stop_reason).toBe('aborted');
        expect(row.result.length).toBeLessThan(answer(0).length);
        expect(calls.get(row.id)).toMatchObject({ status: 'aborted', input_tokens: row.usage.input_tokens });
        expect(row.usage.input_tokens).toBeGreaterThan(0);
      } else {
        expect(row).toMatchObject({ stop_reason: 'end_turn', result: answer(0) });
        expect(calls.get(row.id)).toMatchObject({ status: 'succeeded' });
        await service.analyze('alice', { ...body, stream: false }).expect(200);
      }
    }
    expect(rows.filter(({ cache_key }) => cache_key === null)).toHaveLength(LEAVERS / 2);
    const outcomes = (await service.claude.requests()).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'client_closed')).toHaveLength(LEAVERS / 2);
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(LEAVERS / 2);
  });

  it.each(['before the first event', 'after it'])(
    '%s is logged and counted with status 499, and not as an error of the service',
    async (when) => {
      const isBefore = when === 'before the first event';
      await service.claude.script([{ text: answer(1), hold: 'rest', ...(!isBefore && { hold_after_events: 10 }) }]);
      const since = service.log.length;
      const body = { text: `left ${when}`, on_disconnect: 'abort' };
      const started = EventReader.start(service, { body });
      await service.claude.waitForInFlight(1);
      if (isBefore) started.leave();
      else {
        const reader = await started.opened;
        await reader.take(1);
        reader.leave();
      }
      await untilCalls(service, 'aborted', 1);
      await service.claude.release('rest');
      const lines = () => service.log.slice(since).map((line) => JSON.parse(line) as Record<string, unknown>);
      while (!lines().some(({ message }) => message === 'request')) await othersTurn();
      expect(lines().find(({ message }) => message === 'request')).toMatchObject({
        level: 'info',
        status: 499,
        code: 'client_closed',
        aborted: true,
        path: '/analyze/alice',
      });
      expect(lines().filter(({ level }) => level === 'error')).toEqual([]);
      const { text } = await service.call('GET', '/metrics').expect(200);
      expect(text).toMatch(/request_duration_seconds_count\{[^}]*status="499"[^}]*\} \d+/);
    },
  );

  it('with on_disconnect: abort never receives the partial text as a replay', async () => {
    await service.claude.script([{ text: answer(1), hold: 'rest', hold_after_events: 10 }]);
    const body = { text: 'fox', on_disconnect: 'abort' };
    const reader = await EventReader.open(service, { body });
    await reader.take(2);
    reader.leave();
    await service.claude.waitForInFlight(0);
    await untilSettled(service, 1);
    const again = await service.analyze('alice', { text: 'fox' }).expect(201);
    expect(again.body.stop_reason).toBe('end_turn');
  });

  it.each(['before the first event', 'after it'])(
    '%s with on_disconnect: abort ends the call, which otherwise would not have ended',
    async (when) => {
      await service.claude.script([
        { hold: 'gate', text: answer(1), ...(when === 'after it' && { hold_after_events: 10 }) },
      ]);
      const started = EventReader.start(service, { body: { text: 'fox', on_disconnect: 'abort' } });
      await service.claude.waitForInFlight(1);
      if (when === 'after it') await (await started.opened).take(1);
      started.leave();
      await service.claude.waitForInFlight(0);
      expect((await service.claude.requests()).map(({ outcome }) => outcome)).toEqual(['client_closed']);
      await untilCalls(service, 'aborted', 1);
    },
  );

  it('before the first event with on_disconnect: finish finds the answer later', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const started = await startOn(service, { text: 'fox' });
    await service.claude.waitForInFlight(1);
    await started.leave();
    await service.claude.release('gate');
    await untilSettled(service, 1);
    expect((await service.analyze('alice', { text: 'fox' }).expect(200)).body.stop_reason).toBe('end_turn');
    expect((await service.claude.stats()).messages).toBe(1);
  });

  it('from a plain request finds the answer when it repeats the request, without another call', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const started = await startOn(service, { text: 'fox', stream: false });
    await service.claude.waitForInFlight(1);
    await started.leave();
    const retry = service.analyze('alice', { text: 'fox' }).expect(200);
    const answered = retry.then(({ body }) => body as { cached: boolean });
    await service.claude.release('gate');
    expect((await answered).cached).toBe(true);
    expect((await service.claude.stats()).messages).toBe(1);
  });
});

/** Starts a request; its `leave` resolves when the service has noticed that the client disconnected. */
async function startOn(service: Service, body: object): Promise<{ leave(): Promise<unknown> }> {
  const connected = once(service.app.getHttpServer() as Server, 'connection');
  const started = EventReader.start(service, { body });
  const [connection] = (await connected) as [Socket];
  return {
    leave: () => {
      const gone = once(connection, 'close');
      started.leave();
      return gone;
    },
  };
}

/** Waits until `count` results are stored: a client that disconnected has no answer to wait for. */
async function untilSettled(service: Service, count: number) {
  for (;;) {
    const rows = await resultsOf(service);
    const pending = (await callsOf(service)).filter(({ status }) => status === 'pending');
    if (rows.length >= count && pending.length === 0) return rows;
    await othersTurn();
  }
}

/** A linear congruential generator: the same numbers in every run, random enough to pick a place. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}
