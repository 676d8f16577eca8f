import request from 'supertest';
import { sendRaw } from '../support/raw-request.js';
import { type Service, shareService } from '../support/service.js';
import { Talk } from '../support/talk.js';

describe('a request header', () => {
  const shared = shareService();
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  it.each([
    ['text/event-stream', 'events'],
    ['Text/Event-Stream', 'events'],
    ['text/event-stream; charset=utf-8', 'events'],
    ['text/*', 'events'],
    ['text/event-stream, */*', 'events'],
    ['text/event-stream, application/json;q=0.9', 'events'],
    ['application/json;q=0.4, text/event-stream;q=0.5', 'events'],
    ['*/*;q=0.1, application/json;q=0', 'events'],
    ['text/event-stream;q=0', 'json'],
    ['text/event-stream;q=0.000, */*', 'json'],
    ['text/event-stream ; q=0 , application/json', 'json'],
    ['application/json, text/event-stream', 'json'],
    ['text/event-stream;q=0.4, application/json;q=0.5', 'json'],
    ['text/event-streaming', 'json'],
    ['x-text/event-stream', 'json'],
    ['application/json; note="text/event-stream"', 'json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'json'],
    ['*/*', 'json'],
    ['text/event-stream;charset=latin1', 'json'],
    ['', 'json'],
  ])('Accept: %s is answered with %s', async (accept, expected) => {
    await service.analyze('alice', { text: 'once' });
    const { headers } = await service.analyze('alice', { text: 'once' }).set('Accept', accept).expect(200);
    expect(headers['content-type']).toMatch(expected === 'json' ? /^application\/json/ : /^text\/event-stream/);
  });

  it('Accept is overridden by the field `stream` of the body', async () => {
    const plain = service.analyze('alice', { text: 'once', stream: false }).set('Accept', 'text/event-stream');
    expect((await plain.expect(201)).headers['content-type']).toMatch(/json/);
    const stream = service.analyze('alice', { text: 'once', stream: true }).set('Accept', 'application/json');
    expect((await stream.expect(200)).headers['content-type']).toMatch(/event-stream/);
  });

  it.each([
    ['text/csv', /csv/],
    ['text/csv;q=0, */*', /json/],
    ['application/json, text/csv;q=0.9', /json/],
    ['text/csv; header=present', /json/],
  ])('Accept: %s is also honoured for CSV', async (accept, type) => {
    const { headers } = await service.call('GET', '/usage').set('Accept', accept).expect(200);
    expect(headers['content-type']).toMatch(type);
  });

  it('Content-Type is refused if it is sent twice, since a proxy may have read the other one', async () => {
    const headers = { ...service.headers, 'content-type': ['application/json', 'text/plain'] };
    const asked = { method: 'POST', path: '/analyze/alice', headers, body: Buffer.from('{"text":"a"}') };
    expect((await sendRaw(service.url, asked)).status).toBe(415);
  });

  it('If-None-Match may be a list and have weak tags, for the files of the documentation', async () => {
    const get = (tags?: string) =>
      request(service.url)
        .get('/docs/swagger-ui.css')
        .set(tags ? { 'If-None-Match': tags } : {});
    const etag = String((await get().expect(200)).headers['etag']);
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) await get(tags).expect(304);
    for (const tags of ['"other"', `${etag.slice(0, -1)}0"`, 'none']) await get(tags).expect(200);
  });
});

describe('an answer', () => {
  const shared = shareService();

  it('with user content must not be stored by caches, on any route', async () => {
    const service = await shared.newTenant();
    const { body: made } = await service.analyze('alice', { text: 'secret' }).expect(201);
    const talk = await Talk.begin(service);
    await talk.post('secret').expect(201);
    await service.call('PUT', '/users/alice/preferences').send({ system: 'secret' }).expect(200);
    await service.claude.script([{ text: 'no', stop_reason: 'refusal' }]);
    const answers = [
      await service.analyze('alice', { text: 'refused' }).expect(422),
      await service.analyze('alice', { text: 'secret' }),
      await service.analyze('alice', { text: 'secret', stream: true }),
      await service.analyze('alice', { text: 'new', stream: true }),
      await talk.post('more', { stream: true }),
      await service.analyze('alice', { secret: 1 }).expect(400),
    ];
    for (const path of [
      '/history/alice',
      `/results/${made.id}`,
      talk.path,
      `${talk.path}/messages`,
      '/conversations?user_id=alice',
      '/users/alice/preferences',
      '/users/alice/export',
      '/users/alice/usage',
      '/audit',
      '/audit/export',
      '/keys',
    ])
      answers.push(await service.call('GET', path).expect(200));
    for (const { headers } of answers) expect(headers['cache-control']).toMatch(/^no-store/);
  });
});

describe('an id', () => {
  const shared = shareService();

  it('may be written in capitals in paths, queries and bodies', async () => {
    const service = await shared.newTenant();
    const { body: made } = await service.analyze('alice', { text: 'found' }).expect(201);
    await service.call('GET', `/results/${made.id.toUpperCase()}`).expect(200);
    const talk = await Talk.begin(service);
    const { assistant_message: answer } = await talk.say('Hello.');
    const capitals = new Talk(service, talk.id.toUpperCase());
    await capitals.post('And?', { parent_id: answer.id.toUpperCase() }).expect(201);
    await capitals.regenerate(answer.id.toUpperCase()).expect(201);
    await service.call('POST', `${capitals.path}/fork`).send({ message_id: answer.id.toUpperCase() }).expect(201);
    const leaf = await service.call('GET', `${talk.path}/messages?leaf_id=${answer.id.toUpperCase()}`).expect(200);
    expect(leaf.body.data).toHaveLength(2);
    await service.call('DELETE', `/history/${made.id.toUpperCase()}`).expect(204);
    await service.call('GET', `/results/${made.id}`).expect(404);
  });
});
