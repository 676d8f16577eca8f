import { DataSource } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { expectOneChain, readChain } from '../support/audit-chain.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { Fleet } from '../support/fleet.js';
import { isAcknowledged, Load } from '../support/load.js';
import { count, rows, until } from '../support/rows.js';
import { newApiKey } from '../support/service.js';

const KILLS = 8;

describe('the audit trail under kill -9', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await createDatabase()));
  afterEach(() => database.drop());

  it('has the record of every change that was acknowledged, and one chain, whichever process sealed', async () => {
    const fleet = await Fleet.start(database, newApiKey(), {});
    const load = new Load({ clients: 8, target: () => fleet.url });
    for (let kill = 0; kill < KILLS; kill += 1) {
      const due = load.answered.length + 20;
      await until('answers', 20_000, () => load.answered.length >= due);
      // In the middle of whatever it is at: storing, sealing, or noting.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_000));
      await fleet.kill();
    }
    await load.stop();
    const lag = await until('everything is sealed', 20_000, async () => (await unsealed()) === 0);
    await fleet.stop();

    const recorded = new Set((await rows(database, 'SELECT id FROM audit_events')).map(({ id }) => id));
    const acknowledged = load.answered.filter(isAcknowledged);
    const named = acknowledged.map(({ headers }) => String(headers['reprise-audit-id']));
    const lost = named.filter((id) => !recorded.has(id));
    process.stdout.write(
      `audit under kill -9 on ${database.dialect}: ${KILLS} kills, ${named.length} acknowledged changes, ` +
        `${lost.length} without a record, sealed ${Math.round(lag)} ms after the last one\n`,
    );
    expect(named.length).toBeGreaterThan(KILLS * 20);
    expect(lost).toEqual([]);
    const options = serviceDataSourceOptions(database.url);
    if (!options) throw new Error(`${database.url} names no database`);
    const dataSource = await new DataSource(options).initialize();
    const chain = await readChain(dataSource);
    await dataSource.destroy();
    expectOneChain(chain);
    expect(lag).toBeLessThan(5_000);
  }, 240_000);

  const unsealed = () => count(database, 'SELECT count(*) FROM audit_events WHERE seq IS NULL');
});
