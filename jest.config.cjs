const { availableParallelism } = require('node:os');

const swc = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  },
];

const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // Nest 12 and jose are published as ES modules only; jest has to see CommonJS.
  transform: { '^.+\\.(ts|m?js)$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|jose)/)'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  setupFiles: ['reflect-metadata'],
};

const E2E = '<rootDir>/test/**/*.e2e-spec.ts';

const e2e = (dialect) => ({
  ...shared,
  displayName: dialect,
  testMatch: [E2E, '<rootDir>/test/**/*.int-spec.ts'],
  testEnvironmentOptions: {},
  globals: { DIALECT: dialect, ADAPTER: 'express' },
});

/** What a client sees, on the other HTTP server. What no request reaches, or reaches above already, is left out. */
const fastify = {
  ...shared,
  displayName: 'fastify',
  testMatch: [E2E],
  testPathIgnorePatterns: [
    '/test/encrypted/', // the same requests again, with what they store encrypted
    '/test/cli', // the command line
    '/test/faults/(?!restart)', // databases that fail and processes that are killed, for minutes
  ],
  globals: { DIALECT: 'sqlite', ADAPTER: 'fastify' },
};

/**
 * One suite, every database, every HTTP server: units run once, everything under test/ runs on SQLite and on PostgreSQL
 * with Express, and what goes over HTTP on SQLite with Fastify.
 */
module.exports = {
  // Each worker may hold several pools of connections to the one PostgreSQL server.
  maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
  // Each test file leaves its modules behind; a worker that has become large is replaced before it becomes slow.
  workerIdleMemoryLimit: '1GB',
  globalSetup: '<rootDir>/test/support/global-setup.cjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.cjs',
  testTimeout: 90_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/bench/**/*.spec.mjs'] },
    e2e('sqlite'),
    e2e('postgres'),
    fastify,
  ],
};
