const { availableParallelism } = require('node:os');

const shared = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/test/runner/environment.cjs',
  transform: { 'spec\\.m?[jt]s$': '<rootDir>/test/runner/transform.cjs' },
  transformIgnorePatterns: [],
};

/** One combination of database, HTTP server and encryption, and the test files that run on it. */
const combination = (displayName, globals, files) => ({
  ...shared,
  displayName,
  testMatch: files.map((file) => `<rootDir>/test/${file}.{e2e,int}-spec.ts`),
  globals,
  ...(globals.DIALECT === 'postgres' && {
    globalSetup: '<rootDir>/test/runner/setup-postgres.cjs',
    globalTeardown: '<rootDir>/test/runner/teardown-postgres.cjs',
  }),
});

const ALL = ['*/*'];

/** Suites about what users say: it is what is encrypted. */
const CONTENT = [
  'analysis/{analyze,history,idempotency,replay,streams}',
  'conversations/{conversations,fork,list,contexts*,turns}',
  'conversations/turns-{again,failures,idempotency,read,streams}',
  'preferences/preferences',
];

/** Those of them that ask a database for something of its own: pages, search, trees, documents. */
const STORED = [
  'analysis/{analyze,history,replay}',
  'conversations/{conversations,list,turns}',
  'preferences/preferences',
];

/** Each pair of a database, an HTTP server and encryption is in one of the combinations: see test/README.md. */
module.exports = {
  // One more than there are cores: a test that waits for a process or a lease leaves its core idle.
  maxWorkers: Math.min(4, availableParallelism()) + 1,
  workerIdleMemoryLimit: '2GB',
  globalSetup: '<rootDir>/test/runner/setup.cjs',
  globalTeardown: '<rootDir>/test/runner/teardown.cjs',
  // Ends what hangs; nothing is measured by it.
  testTimeout: 180_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['src/**/*.spec.ts', 'bench/**/*.spec.mjs', 'test/{runner,docs}/*.spec.ts'].map(
        (glob) => `<rootDir>/${glob}`,
      ),
    },
    combination('sqlite', { DIALECT: 'sqlite', ADAPTER: 'express', ENCRYPTED: false }, ALL),
    combination('postgres', { DIALECT: 'postgres', ADAPTER: 'fastify', ENCRYPTED: false }, ALL),
    combination('sqlite-encrypted', { DIALECT: 'sqlite', ADAPTER: 'fastify', ENCRYPTED: true }, CONTENT),
    combination('postgres-encrypted', { DIALECT: 'postgres', ADAPTER: 'express', ENCRYPTED: true }, STORED),
  ],
};
