import { DataSource } from 'typeorm';
import { answerOf } from '../support/cli.js';
import { startService } from '../support/service.js';

describe('reprise erase', () => {
  it('erases a user as the service does, also one whose name is no longer a valid id', async () => {
    const service = await startService();
    for (const user of ['alice', 'bob']) await service.analyze(user, { text: `of ${user}` }).expect(201);
    const dataSource = service.app.get(DataSource);
    for (const table of ['results', 'calls']) {
      await dataSource.query(`UPDATE ${table} SET user_id = '..' WHERE user_id = 'alice'`);
    }
    const receipt = await answerOf(
      { DATABASE_URL: service.database.url },
      'erase',
      '--tenant',
      'default',
      '--user',
      '..',
    );
    expect(receipt).toMatchObject({ user_id: '..', status: 'erased', counts: { results: 1, calls: 1 } });
    expect(await dataSource.query('SELECT user_id FROM results')).toEqual([{ user_id: 'bob' }]);
    const { body } = await service.call('GET', '/audit?action=user.erasure_requested').expect(200);
    expect(body.data).toMatchObject([{ subject: 'operator', subject_id: receipt.id }]);
    await service.stop();
  });
});
