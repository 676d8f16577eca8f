// `npm run test:soak`: what `npm test` runs, with the full counts (test/support/counts.ts), and what goes over HTTP with
// each database, HTTP server and encryption. It is for ten machines with two cores, each of which takes one part,
// `-- --shard=1/10` to `-- --shard=10/10`: by an estimate all parts together are about an hour of two cores, so that each
// should end within 20 minutes.
process.env.REPRISE_SOAK = 'true';
const usual = require('./jest.config.cjs');

const usualOf = (name) => usual.projects.find(({ displayName }) => displayName === name);

const everyCombination = ['sqlite', 'postgres'].flatMap((DIALECT) =>
  ['express', 'fastify'].flatMap((ADAPTER) => [false, true].map((ENCRYPTED) => ({ DIALECT, ADAPTER, ENCRYPTED }))),
);

/**
 * These look at stored texts and at numbers of keys as they are without encryption; what they are about is tested with it
 * by `test/encryption`, by `test/conversations`, and by the other suites of faults.
 */
const NOT_ENCRYPTED = [
  'audit/recorded',
  'cli/cli',
  'encryption/encryption',
  'faults/conversations-',
  'people/erasure.e2e',
  'people/export',
].map((file) => `<rootDir>/test/${file}`);

const soaked = everyCombination.map((globals) => ({
  ...usualOf(globals.DIALECT),
  displayName: [globals.DIALECT, globals.ADAPTER, ...(globals.ENCRYPTED ? ['encrypted'] : [])].join('-'),
  testMatch: ['<rootDir>/test/*/*.e2e-spec.ts'],
  testPathIgnorePatterns: globals.ENCRYPTED ? NOT_ENCRYPTED : [],
  globals,
}));

/** What no request reaches knows neither of the HTTP server nor of encryption: each database is enough. */
const below = ['sqlite', 'postgres'].map((name) => ({
  ...usualOf(name),
  testMatch: ['<rootDir>/test/*/*.int-spec.ts'],
}));

module.exports = { ...usual, testTimeout: 600_000, projects: [usualOf('unit'), ...below, ...soaked] };
