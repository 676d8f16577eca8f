// Once for all test files that run on PostgreSQL: a server. Tests of crashes start one of their own.
const { randomBytes } = require('node:crypto');
const { startPostgres } = require('../support/postgres-server.cjs');

module.exports = async () => {
  if (process.env.REPRISE_TEST_POSTGRES) return;
  const postgres = await startPostgres({ isDurable: false });
  process.env.REPRISE_TEST_POSTGRES = postgres.url;
  // Of this run: a server that TEST_DATABASE_URL names may serve another one at the same time.
  process.env.REPRISE_TEST_DATABASES = `reprise_test_${randomBytes(4).toString('hex')}_`;
  globalThis.__REPRISE_POSTGRES__ = postgres;
  process.stdout.write(`\nPostgreSQL ${postgres.version} is up.\n`);
};
