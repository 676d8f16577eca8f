import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ConcurrencyGate } from '../../src/claude/index.js';
import type { Leave } from '../../src/common/index.js';
import { makeKey } from '../support/keys.js';
import { Talk } from '../support/talk.js';
import { startService } from '../support/service.js';

describe('CLAUDE_MAX_CONCURRENCY', () => {
  it('queues further calls until a running one ends', async () => {
    const service = await startService({ env: { CLAUDE_MAX_CONCURRENCY: '2' } });
    await service.claude.script([{ hold: 'gate', repeat: 5 }]);
    const answers = ['a', 'b', 'c', 'd', 'e'].map((text) => service.analyze('alice', { text }).expect(201));
    const all = Promise.all(answers.map((answer) => answer.then(({ body }) => body)));
    await service.claude.waitForInFlight(2);
    await service.claude.release('gate');
    expect(await all).toHaveLength(5);
    expect((await service.claude.stats()).max_in_flight).toBe(2);
    await service.stop();
  });

  it('keeps slots for others, however many slow calls one user and one tenant have in flight', async () => {
    const service = await startService({ env: { AUTH_MODE: 'api-key', CLAUDE_MAX_CONCURRENCY: '4' } });
    const [acme, umbrella] = await Promise.all(
      ['acme', 'umbrella'].map(async (tenant) => service.as((await makeKey(service, 'service', { tenant })).key)),
    );
    if (!acme || !umbrella) throw new Error('there are no keys');
    await service.claude.script([{ hold: 'slow', repeat: 3 }]);
    const slow = ['one', 'two', 'three', 'four'].map((text) =>
      acme.analyze('alice', { text }).then((answer) => answer),
    );
    await service.claude.waitForInFlight(2);
    slow.push(acme.analyze('bob', { text: 'five' }).then((answer) => answer));
    await service.claude.waitForInFlight(3);
    slow.push(acme.analyze('carol', { text: 'six' }).then((answer) => answer));
    for (const text of ['a', 'b', 'c']) await umbrella.analyze('dave', { text }).expect(201);
    expect((await service.claude.stats()).in_flight).toBe(3);
    await service.claude.release('slow');
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(slow.map(() => 201));
    await service.stop();
  });

  it('refuses a user with too many running and waiting calls with 429, and stores nothing of the refused requests', async () => {
    const service = await startService();
    const owner = { tenantId: 'default', userId: 'alice' };
    const gate = service.app.get(ConcurrencyGate, { strict: false });
    const talk = await Talk.begin(service);
    const entering: Promise<Leave>[] = [];
    while (entering.length < 32 + 512) entering.push(gate.enter(undefined, owner));

    const refused = [
      await service.analyze('alice', { text: 'plain' }).set('Idempotency-Key', 'a-key'),
      await service.analyze('alice', { text: 'streamed', stream: true }),
      await talk.post('a message'),
      await talk.post('a streamed message', { stream: true }),
    ];
    for (const { status, body, headers } of refused) {
      expect([status, body.code]).toEqual([429, 'rate_limited']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    await service.analyze('bob', { text: 'plain' }).expect(201);

    for (const entered of entering) void entered.then((leave) => leave());
    await Promise.all(entering);
    expect((await service.call('GET', `/conversations/${talk.id}/messages`).expect(200)).body.data).toEqual([]);
    const calls = await service.app.get<DataSource>(getDataSourceToken()).query<object[]>('SELECT user_id FROM calls');
    expect(calls).toEqual([{ user_id: 'bob' }]);
    await service.analyze('alice', { text: 'plain' }).set('Idempotency-Key', 'a-key').expect(200);
    await talk.say('a message');
    await service.stop();
  });
});
