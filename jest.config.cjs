const { availableParallelism } = require('node:os');

const shared = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/test/runner/environment.cjs',
  transform: { 'spec\\.m?[jt]s$': '<rootDir>/test/runner/transform.cjs' },
  transformIgnorePatterns: [],
};

/** One combination of database, HTTP server and encryption, and the test files that run on it. */
const combination = (displayName, globals, folders) => ({
  ...shared,
  displayName,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/*.{e2e,int}-spec.ts`),
  globals,
  ...(globals.DIALECT === 'postgres' && {
    globalSetup: '<rootDir>/test/runner/setup-postgres.cjs',
    globalTeardown: '<rootDir>/test/runner/teardown-postgres.cjs',
  }),
});

/** Where what users say is stored, and so encrypted. */
const CONTENT = ['analysis', 'conversations', 'preferences'];

/** Each pair of a database, an HTTP server and encryption is in one of the combinations: see test/README.md. */
module.exports = {
  // Each worker may hold several pools of connections to the one PostgreSQL server.
  maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
  workerIdleMemoryLimit: '1GB',
  globalSetup: '<rootDir>/test/runner/setup.cjs',
  globalTeardown: '<rootDir>/test/runner/teardown.cjs',
  // Ends what hangs; nothing is measured by it.
  testTimeout: 180_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['src/**/*.spec.ts', 'bench/**/*.spec.mjs', 'test/runner/*.spec.ts'].map(
        (glob) => `<rootDir>/${glob}`,
      ),
    },
    combination('sqlite', { DIALECT: 'sqlite', ADAPTER: 'express', ENCRYPTED: false }, ['*']),
    combination('postgres', { DIALECT: 'postgres', ADAPTER: 'fastify', ENCRYPTED: false }, ['*']),
    combination('sqlite-encrypted', { DIALECT: 'sqlite', ADAPTER: 'fastify', ENCRYPTED: true }, CONTENT),
    combination('postgres-encrypted', { DIALECT: 'postgres', ADAPTER: 'express', ENCRYPTED: true }, CONTENT),
  ],
};
