import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { count } from '../support/rows.js';
import { type Service, shareService, simulatorUrl, startService } from '../support/service.js';
import { whereTenant } from '../support/stored-rows.js';
import { lastSentTo, sentTo, Talk, transcriptOf } from '../support/talk.js';
import { counted, limitsAsked, longText, SMALL, talkUntil, traceOf } from '../support/threads.js';

const POLICIES = ['full', 'trim', 'summarise'];

const shared = shareService();

describe('a conversation that no longer fits', () => {
  let service: Service;
  beforeAll(async () => void (service = await shared.newTenant()));

  it('is refused before anything is stored or sent; with the policy trim the same message succeeds', async () => {
    const talk = await Talk.begin(service, { model: SMALL });
    await talkUntil(service, talk, 3, 196_000);
    const before = await traceOf(service, talk);
    const calls = `SELECT COUNT(*) FROM calls ${whereTenant(service)}`;
    const made = await count(service.database, calls);

    const post = () => talk.post('and now?').set('Idempotency-Key', 'one-more');
    const { body } = await post().expect(422);
    expect(body).toMatchObject({ code: 'context_window_exceeded', detail: expect.stringContaining('200000') });
    expect(await traceOf(service, talk)).toEqual(before);
    expect(await count(service.database, calls)).toBe(made);

    await service.call('PATCH', talk.path).send({ context: 'trim' }).expect(200);
    const { user_message, assistant_message } = (await post().expect(201)).body;
    expect(assistant_message).toMatchObject({ parent_id: user_message.id, status: 'complete' });
  });

  it('fits with a smaller max_tokens, after an earlier message, or in a new branch', async () => {
    const talk = await Talk.begin(service, { model: SMALL });
    const [first] = await talkUntil(service, talk, 3, 196_000);
    await talk.post('and now?').expect(422);
    await talk.say('and now?', { max_tokens: 3_000 });
    await talk.say('and now?', { parent_id: first?.assistant_message.id });
    await talk.say('and now?', { parent_id: null });
  });

  it('is measured by the tokens that Claude counted, not by its characters', async () => {
    const [dense, sparse] = [await Talk.begin(service, { model: SMALL }), await Talk.begin(service, { model: SMALL })];
    await talkUntil(service, dense, 3, 199_000);
    await talkUntil(service, sparse, 3, 9_000);
    expect(transcriptOf(await dense.messages())).toEqual(transcriptOf(await sparse.messages()));
    await dense.post('and now?').expect(422);
    await sparse.post('and now?').expect(201);
  });

  it('is refused by the service before Claude would refuse it, with real texts', async () => {
    const talk = await Talk.begin(service, { model: SMALL });
    const text = (n: number) => longText(n, 160_000);
    // 40,000 tokens each: with the fifth message there are 200,000.
    for (const n of [1, 2, 3, 4]) await talk.say(text(n));
    await talk.post(text(5)).expect(422);
    expect((await talk.messages()).length).toBe(8);
    await talk.say('a short one goes through');
  });

  it.each(POLICIES)('is refused with the policy %s if the message alone does not fit', async (context) => {
    const talk = await Talk.begin(service, { model: SMALL, context });
    await talk.say('hello');
    const before = await traceOf(service, talk);
    const { body } = await talk.post('🦊'.repeat(200_000)).expect(422);
    expect(body.code).toBe('context_window_exceeded');
    expect(await traceOf(service, talk)).toEqual(before);
  });

  it('is left to Claude while no tokens have been counted: its error is passed on, and the message stays', async () => {
    const talk = await Talk.begin(service, { model: SMALL, system: longText(0, 4_000) });
    const { body } = await talk.post('🦊'.repeat(200_000)).expect(400);
    expect(body.detail).toContain('prompt is too long');
    expect(await talk.messages()).toMatchObject([{ role: 'user', status: 'interrupted' }]);
  });
});

describe('the context window', () => {
  it('is requested from Claude once for each model, when a conversation continues', async () => {
    const service = await startService();
    const talk = await Talk.begin(service, { model: SMALL });
    await talk.say('hello');
    expect(await limitsAsked(service)).toEqual([]);
    await talk.say('and now?');
    await talkUntil(service, talk, 2, 199_000);
    await talk.post('and now?').expect(422);
    const other = await Talk.begin(service, { model: SMALL });
    await talkUntil(service, other, 2, 199_000);
    await other.post('and now?').expect(422);
    expect(await limitsAsked(service)).toEqual([`/v1/models/${SMALL}`]);
    await service.stop();
  });

  it('is the one that Claude reports: the same thread fits a larger model', async () => {
    const service = await shared.newTenant();
    const talk = await Talk.begin(service, { model: 'claude-haiku-5-5' });
    await talkUntil(service, talk, 2, 995_000);
    await talk.say('and now?');
    await service.claude.script([counted(996_000)]);
    await talk.say('and now?');
    await talk.post('and now?').expect(422);
  });

  it('comes from a table while Claude does not report it', async () => {
    const mute = await withoutModels();
    const service = await startService({ env: { ANTHROPIC_BASE_URL: mute.url } });
    const talk = await Talk.begin(service, { model: SMALL });
    await talkUntil(service, talk, 2, 195_000);
    await talk.say('and now?');
    await service.claude.script([counted(196_000)]);
    await talk.say('and now?');
    await talk.post('and now?').expect(422);
    expect(mute.asked()).toBe(1);
    await service.stop();
    mute.close();
  });

  it('of an unknown model is not checked, but left to Claude', async () => {
    const service = await shared.newTenant();
    const talk = await Talk.begin(service, { model: 'claude-unheard-of' });
    await talkUntil(service, talk, 2, 5_000_000);
    await talk.say('and now?');
    expect((await lastSentTo(service)).messages).toHaveLength(5);
    await service.claude.script([{ status: 400, message: 'prompt is too long' }]);
    await talk.post('one more').expect(400);
    expect(await sentTo(service)).toHaveLength(4);
  });
});

/** The simulated Claude, whose requests about models fail. */
async function withoutModels() {
  let asked = 0;
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    if (url.startsWith('/v1/models')) {
      asked += 1;
      return void outgoing.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    }
    const forwarded = send(new URL(url, simulatorUrl()), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, asked: () => asked, close };
}
