import { SimulatorClient } from '../../src/simulator/index.js';
import { createDatabase, type TestDatabase } from './database.js';
import { Program } from './process.js';
import { newApiKey, simulatorUrl } from './service.js';

/** Several processes of the service on one database, in front of one account at the simulated Claude. */
export interface Replicas {
  readonly database: TestDatabase;
  readonly claude: SimulatorClient;
  readonly programs: readonly Program[];
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

export async function startReplicas(count: number, env: Readonly<Record<string, string>> = {}): Promise<Replicas> {
  const database = await createDatabase();
  const key = newApiKey();
  const environment = { DATABASE_URL: database.url, ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: simulatorUrl() };
  const programs = Array.from({ length: count }, () => new Program('main.js', { ...environment, ...env }));
  const urls = await Promise.all(programs.map((program) => program.url()));
  return {
    database,
    programs,
    urls,
    claude: new SimulatorClient(simulatorUrl(), key),
    stop: async () => {
      for (const program of programs) program.kill('SIGKILL');
      await Promise.all(programs.map(({ ended }) => ended));
      await database.drop();
    },
  };
}
