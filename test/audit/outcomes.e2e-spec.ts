import { DataSource } from 'typeorm';
import { EventReader, readStream } from '../support/event-reader.js';
import { type AuditRow, recorded, records } from '../support/audit.js';
import { Faults, withFaults } from '../support/library-modules.js';
import { count, rows, until } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';
import { Talk } from '../support/talk.js';
import { SMALL, talkUntil } from '../support/threads.js';

const AUDIT_ID = 'reprise-audit-id';

let service: Service;
beforeAll(async () => void (service = await startService({ env: { CLAUDE_MAX_RETRIES: '1' } })));
beforeEach(() => service.claude.reset());
afterAll(() => service.stop());

const callIds = async () => (await rows(service.database, 'SELECT id FROM calls ORDER BY id')).map(({ id }) => id);
const shown = (left: readonly AuditRow[]) => left.map(({ action, outcome }) => `${action} ${outcome}`).sort();

const isAborted = ({ outcome, subject_id }: AuditRow) => outcome === 'aborted' && subject_id === null;

async function newCallIds(work: () => Promise<unknown>): Promise<(string | undefined)[]> {
  const before = new Set(await callIds());
  await work();
  return (await callIds()).filter((id) => !before.has(id));
}

describe('an analysis', () => {
  it('that Claude answers at the second attempt is recorded with both calls', async () => {
    await service.claude.script([{ status: 500, retry_after_ms: 1 }, { text: 'at last' }]);
    let left: AuditRow[] = [];
    const made = await newCallIds(async () => {
      ({ left } = await recorded(service, () => service.analyze('alice', { text: 'twice' }).expect(201)));
    });
    expect(made).toHaveLength(2);
    expect(left).toEqual([expect.objectContaining({ action: 'result.created', outcome: 'done', call_ids: made })]);
  });

  it('that fails is recorded with its error and its calls', async () => {
    await service.claude.script([{ status: 500, retry_after_ms: 1, repeat: 2 }]);
    let answer = '';
    let left: AuditRow[] = [];
    const made = await newCallIds(async () => {
      const asked = await recorded(service, () => service.analyze('alice', { text: 'in vain' }).expect(502));
      ({ left } = asked);
      answer = String(asked.value.headers[AUDIT_ID]);
    });
    expect(made).toHaveLength(2);
    const failed = { id: answer, action: 'result.created', outcome: 'claude_error', call_ids: made, subject_id: null };
    expect(left).toEqual([expect.objectContaining({ ...failed, user_id: 'alice', detail: { cache: 'use' } })]);
  });

  it('that Claude refuses is recorded once, with the stored result', async () => {
    await service.claude.script([{ text: 'no', stop_reason: 'refusal' }]);
    const { value, left } = await recorded(service, () => service.analyze('alice', { text: 'declined' }).expect(422));
    const { result_id } = value.body as { result_id: string };
    const record = { id: value.headers[AUDIT_ID], subject_id: result_id, action: 'result.created', outcome: 'refused' };
    expect(left).toEqual([expect.objectContaining(record)]);
    expect(left[0]?.call_ids).toHaveLength(1);
  });

  it('that exceeds a budget is recorded without a call', async () => {
    await service.call('PUT', '/users/poor/budget').send({ limit_usd: '0.000001', period: 'day' }).expect(200);
    const { value, left } = await recorded(service, () => service.analyze('poor', { text: 'dear' }).expect(402));
    const record = { id: value.headers[AUDIT_ID], action: 'result.created', outcome: 'budget_exceeded', call_ids: [] };
    expect(left).toEqual([expect.objectContaining({ ...record, user_id: 'poor' })]);
  });

  it('that is replayed is recorded as a replay, of the user’s own result and of a copy of another user’s', async () => {
    const first = await service.analyze('ann', { text: 'shared' }).expect(201);
    const own = await recorded(service, () => service.analyze('ann', { text: 'shared' }).expect(200));
    const copy = await recorded(service, () => service.analyze('bob', { text: 'shared' }).expect(200));
    const source = String(first.body.id);
    expect(own.left).toEqual([
      expect.objectContaining({
        id: own.value.headers[AUDIT_ID],
        action: 'result.replayed',
        subject_id: source,
        user_id: 'ann',
        call_ids: [],
        detail: { model: 'claude-sonnet-5-5' },
      }),
    ]);
    expect(copy.left).toEqual([
      expect.objectContaining({
        id: copy.value.headers[AUDIT_ID],
        action: 'result.replayed',
        subject_id: copy.value.body.id,
        user_id: 'bob',
        detail: { model: 'claude-sonnet-5-5', source_id: source },
      }),
    ]);
  });

  it('that is repeated under its idempotency key is recorded as a repeat, also after a refusal', async () => {
    const send = (text: string, key: string) => service.analyze('alice', { text }).set('Idempotency-Key', key);
    const first = await send('once', 'audit-1').expect(201);
    const again = await recorded(service, () => send('once', 'audit-1').expect(201));
    expect(again.left).toEqual([
      expect.objectContaining({
        id: again.value.headers[AUDIT_ID],
        action: 'result.replayed',
        subject_id: first.body.id,
        detail: { idempotent: true },
      }),
    ]);
    await service.claude.script([{ text: 'no', stop_reason: 'refusal' }]);
    const declined = await send('never', 'audit-2').expect(422);
    const repeated = await recorded(service, () => send('never', 'audit-2').expect(422));
    expect(repeated.left).toEqual([
      expect.objectContaining({
        action: 'result.created',
        outcome: 'refused',
        subject_id: (declined.body as { result_id: string }).result_id,
        call_ids: [],
        detail: { cache: 'use', idempotent: true },
      }),
    ]);
    const reused = await recorded(service, () => send('other', 'audit-1').expect(422));
    expect(shown(reused.left)).toEqual(['result.created idempotency_key_reused']);
  });

  it('with a commit that is retried has exactly one record, which its answer names', async () => {
    const faults = new Faults();
    withFaults(service.app.get(DataSource), faults);
    const ask = async (text: string, fault: Faults['commits'][number]) => {
      await service.claude.script([{ text: 'kept', hold: text }]);
      return recorded(service, async () => {
        const answer = service.analyze('alice', { text }).then((response) => response);
        await service.claude.waitForInFlight(1);
        faults.commits.push(fault);
        await service.claude.release(text);
        return answer;
      });
    };
    for (const fault of ['fails', 'loses its answer'] as const) {
      const { value, left } = await ask(`commit ${fault}`, fault);
      expect(value.status).toBe(201);
      expect(left.map(({ id, outcome, subject_id }) => [id, outcome, subject_id])).toEqual([
        [value.headers[AUDIT_ID], 'done', value.body.id],
      ]);
    }
  });
});

describe('a stream', () => {
  const opened = (body: object) => EventReader.open(service, { body });

  it('names its record in the headers, before it ends', async () => {
    const { value, left } = await recorded(service, async () => {
      const reader = await opened({ text: 'streamed' });
      await reader.rest();
      return reader.headers[AUDIT_ID];
    });
    expect(left).toEqual([expect.objectContaining({ id: value, action: 'result.created', outcome: 'done' })]);
    const again = await recorded(service, () => readStream(service, { body: { text: 'streamed' } }));
    expect(shown(again.left)).toEqual(['result.replayed done']);
  });

  it('that its client aborts is recorded as aborted, with the stored result', async () => {
    await service.claude.script([{ text: 'word '.repeat(200), chunk_delay_ms: 50 }]);
    const { value, left } = await recorded(service, async () => {
      const reader = await opened({ text: 'left alone', on_disconnect: 'abort' });
      await reader.take(2);
      reader.leave();
      await until('it is settled', 5_000, async () => {
        const pending = "SELECT COUNT(*) FROM calls WHERE status = 'pending'";
        return (await count(service.database, pending)) === 0;
      });
      return reader.headers[AUDIT_ID];
    });
    const aborted = { id: value, action: 'result.created', outcome: 'aborted', user_id: 'alice' };
    expect(left).toEqual([expect.objectContaining(aborted)]);
    expect(left[0]?.subject_id).not.toBeNull();
    expect(left[0]?.call_ids).toHaveLength(1);
  });

  it('that its client aborts before the first event is recorded as aborted, with its call', async () => {
    await service.claude.script([{ hold: 'gate', text: 'never' }]);
    const { left } = await recorded(service, async () => {
      const started = EventReader.start(service, { body: { text: 'not a word', on_disconnect: 'abort' } });
      await service.claude.waitForInFlight(1);
      started.leave();
      await until('it is recorded', 5_000, async () => (await records(service)).some(isAborted));
    });
    expect(left).toEqual([expect.objectContaining({ action: 'result.created', outcome: 'aborted', subject_id: null })]);
    expect(left[0]?.call_ids).toHaveLength(1);
  });

  it('that breaks off is recorded with the error and the stored result', async () => {
    await service.claude.script([{ text: 'word '.repeat(200), stream_error_after_events: 4 }]);
    const { value, left } = await recorded(service, async () => {
      const reader = await opened({ text: 'broken off' });
      await reader.rest();
      return reader.headers[AUDIT_ID];
    });
    expect(left).toEqual([expect.objectContaining({ id: value, outcome: 'claude_overloaded' })]);
    expect(left[0]?.subject_id).not.toBeNull();
  });
});

describe('a message', () => {
  it('without an answer has two records: one for the stored message, one for the failure', async () => {
    const talk = await Talk.begin(service);
    await service.claude.script([{ status: 500, retry_after_ms: 1, repeat: 2 }]);
    const { value, left } = await recorded(service, () => talk.post('hello?').expect(502));
    expect(shown(left)).toEqual(['message.answered claude_error', 'message.created done']);
    const failed = left.find(({ action }) => action === 'message.answered');
    expect(failed).toMatchObject({ id: value.headers[AUDIT_ID], user_id: 'alice', subject_id: null });
    expect(failed?.call_ids).toHaveLength(2);
    const [message] = await talk.messages();
    expect(left.find(({ action }) => action === 'message.created')?.subject_id).toBe(message?.id);
    const again = await recorded(service, () => talk.regenerate(message?.id ?? '').expect(201));
    expect(shown(again.left)).toEqual(['message.regenerated done']);
  });

  it('that Claude refuses to answer is recorded as stored and refused', async () => {
    const talk = await Talk.begin(service);
    await service.claude.script([{ text: 'no', stop_reason: 'refusal' }]);
    const { value, left } = await recorded(service, () => talk.post('please').expect(422));
    expect(shown(left)).toEqual(['message.answered refused', 'message.created done']);
    const { message_id } = value.body as { message_id: string };
    expect(left.find(({ outcome }) => outcome === 'refused')).toMatchObject({
      id: value.headers[AUDIT_ID],
      subject_id: message_id,
    });
  });

  it('that is refused because the conversation is busy is recorded as refused', async () => {
    const talk = await Talk.begin(service);
    await service.claude.script([{ text: 'slowly', hold: 'busy' }]);
    const first = talk.post('first').then((response) => response);
    await service.claude.waitForInFlight(1);
    const { value, left } = await recorded(service, () => talk.post('second').expect(409));
    expect(shown(left)).toEqual(['message.answered conversation_busy']);
    expect(left[0]).toMatchObject({ id: value.headers[AUDIT_ID], user_id: 'alice', call_ids: [] });
    await service.claude.release('busy');
    expect((await first).status).toBe(201);
  });

  it('that is repeated under its idempotency key is recorded as a repeat', async () => {
    const talk = await Talk.begin(service);
    const send = () => talk.post('once').set('Idempotency-Key', 'audit-turn').expect(201);
    const { body } = await send();
    const { value, left } = await recorded(service, send);
    expect(left).toEqual([
      expect.objectContaining({
        id: value.headers[AUDIT_ID],
        action: 'message.replayed',
        subject_id: body.assistant_message.id,
        detail: { conversation_id: talk.id, user_message_id: body.user_message.id, idempotent: true },
      }),
    ]);
  });

  it('that needs a summary is recorded with both calls, and the summary with its call', async () => {
    const talk = await Talk.begin(service, { model: SMALL, context: 'summarise' });
    await talkUntil(service, talk, 6, 197_000);
    await service.claude.script([
      { text: 'the gist', usage: { input_tokens: 164_000, output_tokens: 200 } },
      { text: 'on we go' },
    ]);
    const { left } = await recorded(service, () => talk.say('and now?'));
    expect(shown(left)).toEqual(['conversation.summarised done', 'message.answered done', 'message.created done']);
    const of = (name: string) => left.find(({ action }) => action === name);
    expect(of('message.answered')?.call_ids).toEqual([of('conversation.summarised')?.call_ids[0], expect.any(String)]);
    expect(of('conversation.summarised')?.subject_id).toBe(of('message.answered')?.detail['summary_id']);
  });
});
