import { COUNTS } from '../support/counts.js';
import { type Service, shareService } from '../support/service.js';
import { callsOf, untilCalls } from '../support/stored-rows.js';
import { lastSentTo, linesOf, Talk, transcriptOf, untilSettled } from '../support/talk.js';
import { startedOf, textOf, turnEvents } from '../support/turn-events.js';

const ANSWER = `An answer: ${'words and 🦊 '.repeat(80)}`;

const LEAVERS = COUNTS.leavers.turns;

describe('a client that disconnects', () => {
  const shared = shareService();
  let service: Service;
  let talk: Talk;
  beforeEach(async () => {
    service = await shared.newTenant();
    talk = await Talk.begin(service);
  });

  it('in the middle of a stream is handled as its `on_disconnect` says, and its conversation continues', async () => {
    // Claude pauses after more events than any client reads, until all clients have disconnected.
    await service.claude.defaults({ text: ANSWER, hold: 'rest', hold_after_events: 30 });
    const left = await Promise.all(
      Array.from({ length: LEAVERS }, async (_, n) => {
        const abort = n % 2 === 1;
        const one = await Talk.begin(service);
        const reader = await one.stream(`cut ${n}`, { on_disconnect: abort ? 'abort' : 'finish' });
        const events = await turnEvents(reader, 1 + ((n * 7) % 20));
        reader.leave();
        return { abort, one, text: textOf(events), id: startedOf(events).id };
      }),
    );
    await untilCalls(service, 'aborted', LEAVERS / 2);
    await service.claude.release('rest');
    await untilSettled(service, LEAVERS);
    await service.claude.defaults({});
    const calls = new Map((await callsOf(service)).map((call) => [call.subject_id, call]));
    for (const { abort, one, text, id } of left) {
      const said = (await one.messages())[1];
      expect(said).toMatchObject({ id, text: expect.stringContaining(text) });
      if (abort) {
        expect(said).toMatchObject({ stop_reason: 'aborted', status: 'interrupted' });
        expect(ANSWER.startsWith(said?.text ?? 'x')).toBe(true);
        expect(said?.text.length).toBeLessThan(ANSWER.length);
        expect(calls.get(id)).toMatchObject({ status: 'aborted' });
        expect(calls.get(id)?.input_tokens).toBeGreaterThan(0);
      } else {
        expect(said).toMatchObject({ stop_reason: 'end_turn', status: 'complete', text: ANSWER });
        expect(calls.get(id)).toMatchObject({ status: 'succeeded' });
      }
      await one.say('go on');
      expect((await lastSentTo(service)).messages[1]?.content).toMatchObject([{ type: 'text', text: said?.text }]);
    }
    const outcomes = (await service.claude.requests()).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'client_closed')).toHaveLength(LEAVERS / 2);
  });

  it.each(['before the first event', 'after it'])(
    '%s with on_disconnect: abort ends the call, which otherwise would not have ended, and frees the conversation',
    async (when) => {
      await service.claude.script([
        { hold: 'gate', text: ANSWER, ...(when === 'after it' && { hold_after_events: 10 }) },
      ]);
      const started = talk.start('fox', { on_disconnect: 'abort' });
      await service.claude.waitForInFlight(1);
      if (when === 'after it') await (await started.opened).take(1);
      started.leave();
      await service.claude.waitForInFlight(0);
      await untilSettled(service, 1);
      expect(await callsOf(service)).toMatchObject([{ status: 'aborted' }]);
      await talk.say('go on', { wait: true });
    },
  );

  it('before the first event with on_disconnect: abort leaves its message, which can be answered later', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const started = talk.start('Where to?', { on_disconnect: 'abort' });
    await service.claude.waitForInFlight(1);
    started.leave();
    await untilSettled(service, 1);
    const [asked] = await talk.messages();
    expect(asked).toMatchObject({ text: 'Where to?', role: 'user' });
    const again = service.call('POST', `${talk.path}/messages/${asked?.id}/regenerate`).send({ wait: true });
    expect((await again.expect(201)).body.user_message).toMatchObject({ id: asked?.id, status: 'complete' });
    expect(await talk.messages()).toHaveLength(2);
  });

  it.each([true, false])('with on_disconnect: finish finds its answer in the path: stream %p', async (stream) => {
    await service.claude.script([{ hold: 'gate' }]);
    const started = talk.start('Where to?', { stream });
    await service.claude.waitForInFlight(1);
    started.leave();
    await service.claude.release('gate');
    await untilSettled(service, 1);
    const messages = await talk.messages();
    expect(messages).toMatchObject([{ status: 'complete' }, { status: 'complete', stop_reason: 'end_turn' }]);
    await talk.say('go on', { wait: true });
    expect(linesOf(await lastSentTo(service))).toEqual([...transcriptOf(messages), 'user: go on']);
    expect((await service.claude.stats()).messages).toBe(2);
  });
});
