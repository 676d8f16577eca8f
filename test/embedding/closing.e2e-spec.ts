import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../../src/database/index.js';
import { AnalysisService, ConversationsService, TurnService } from '../../src/index.js';
import { SimulatorClient } from '../../src/simulator/index.js';
import { type Host, ownDatabase, startHost } from '../support/host.js';
import { connected, mount, OURS } from '../support/refusals.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

const ALICE = { tenantId: 'default', userId: 'alice' };
const database = ownDatabase();

/** Opens a separate connection, since the host has closed its own. */
async function rows(sql: string): Promise<unknown[]> {
  const dataSource = await new DataSource(
    dataSourceOptions(database.current.url, {}) as DataSourceOptions,
  ).initialize();
  const found = await dataSource.query<unknown[]>(sql);
  await dataSource.destroy();
  return found;
}

describe('a host that closes during a call to Claude', () => {
  const analyze = (host: Host) => host.get(AnalysisService).analyze(ALICE, { text: 'hello' });
  const post = async (host: Host) => {
    const { id } = await host.get(ConversationsService).create(ALICE, {});
    return host.get(TurnService).post(ALICE, id, { content: 'hello' });
  };

  it.each([
    ['an analysis', analyze, 'SELECT result AS text FROM results'],
    ['a turn', post, "SELECT content AS text FROM messages WHERE role = 'assistant'"],
  ])('stores the billed answer before it closes the database: %s', async (_name, ask, stored) => {
    const apiKey = newApiKey();
    const claude = new SimulatorClient(simulatorUrl(), apiKey);
    await claude.script([{ text: 'late', hold: 'gate' }]);
    const mounted = mount({ claude: { apiKey, baseUrl: simulatorUrl() }, http: false });
    const host = await startHost({ imports: [connected(database.current, OURS), mounted] });
    const answered = Promise.resolve(ask(host));
    await claude.waitForInFlight(1);
    const closed = host.stop();
    await claude.release('gate');
    await answered;
    await closed;
    expect(await rows('SELECT status FROM calls')).toEqual([{ status: 'succeeded' }]);
    expect(JSON.stringify(await rows(stored))).toContain('late');
  });
});
