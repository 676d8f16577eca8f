import { startService, type Service } from './support/service.js';

describe('erasing a user', () => {
  let service: Service;
  beforeEach(async () => (service = await startService()));
  afterEach(() => service.stop());

  it('answers with a receipt', async () => {
    await service.analyze('alice', { text: 'planted zebrafinch' }).expect(201);
    await service.analyze('alice', { text: 'planted zebrafinch' }).expect(200);
    const { body } = await service.call('POST', '/conversations').send({ user_id: 'alice' }).expect(201);
    await service.call('POST', `/conversations/${body.id}/messages`).send({ content: 'hello' }).expect(201);
    const answer = await service.call('DELETE', '/users/alice').expect(200);
    expect(answer.body).toMatchObject({ user_id: 'alice', status: 'erased', counts: { results: 1, messages: 2 } });
    expect((await service.call('GET', `/erasures/${answer.body.id}`).expect(200)).body).toEqual(answer.body);
  });
});
