// Once for all test files that run on PostgreSQL: a server. Tests of crashes start one of their own.
const { startPostgres } = require('../support/postgres-server.cjs');

module.exports = async () => {
  if (process.env.REPRISE_TEST_POSTGRES) return;
  const postgres = await startPostgres({ isDurable: false });
  process.env.REPRISE_TEST_POSTGRES = postgres.url;
  globalThis.__REPRISE_POSTGRES__ = postgres;
  process.stdout.write(`\nPostgreSQL ${postgres.version} is up.\n`);
};
