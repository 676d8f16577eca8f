import { COUNTS } from '../support/counts.js';
import { isAcknowledged } from '../support/load.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { Trial } from '../support/trial.js';

declare const DIALECT: string;
const ROUNDS = COUNTS.databaseCrashes;

(DIALECT === 'postgres' ? describe : describe.skip)('a PostgreSQL that is stopped at once', () => {
  let server: OwnPostgres;
  beforeAll(async () => void (server = await OwnPostgres.start()), 60_000);
  afterAll(() => server.stop());

  it(`${ROUNDS} times: answers are kept until it is back, Claude is not called meanwhile, and then the service recovers`, async () => {
    const trial = new Trial(server.url, server.url);
    await trial.start();
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await trial.outage(
        () => server.crash(),
        () => server.restart(),
      );
      expect(answers.filter(isAcknowledged)).toHaveLength(3);
    }
    await trial.settled();
    const books = await trial.books();
    trial.report(`stopped at once ${ROUNDS} times`, books);
    expect(books).toMatchObject({ lost: 0, duplicated: 0, unsettled: 0 });
    expect(trial.startedWhileDown).toBe(0);
    await trial.stop();
  });
});
