import { startSimulatedClaude } from 'reprise/testing';
import { Process, run } from './processes.mjs';

/** The help desk beside a simulated Claude: migrated, with three users, the API running and the worker not yet. */
export async function startHelpdesk(databaseUrl, port = 0) {
  const claude = await startSimulatedClaude();
  try {
    return { claude, ...(await startBeside(claude, databaseUrl, port)) };
  } catch (error) {
    await claude.stop();
    throw error;
  }
}

async function startBeside(claude, databaseUrl, port) {
  const env = {
    DATABASE_URL: databaseUrl,
    ANTHROPIC_API_KEY: claude.apiKey,
    ANTHROPIC_BASE_URL: claude.url,
    PORT: String(port),
    WORKER_POLL_MS: '200',
  };
  await run('libs/desk/dist/migrate.js', [], env);
  const addUser = (...user) => run('apps/api/dist/add-user.js', user, env);
  const [alice, boss, bob] = await Promise.all([
    addUser('acme', 'alice'),
    addUser('acme', 'boss', 'admin'),
    addUser('globex', 'bob'),
  ]);
  const api = new Process('apps/api/dist/main.js', [], env);
  const url = await api.says(/listening at (\S+)/);
  const startWorker = () => new Process('apps/worker/dist/main.js', [], env);
  return { api, url, passwords: { alice, boss, bob }, startWorker };
}

/** Asks as somebody who is logged in, or as nobody. */
export async function ask(url, method, path, { token, body } = {}) {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const response = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
}
