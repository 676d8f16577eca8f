const { dropDatabases } = require('../support/postgres-server.cjs');

module.exports = async () => {
  const postgres = globalThis.__REPRISE_POSTGRES__;
  if (!postgres) return;
  globalThis.__REPRISE_POSTGRES__ = undefined;
  delete process.env.REPRISE_TEST_POSTGRES;
  await dropDatabases(postgres.url, process.env.REPRISE_TEST_DATABASES);
  await postgres.stop();
};
