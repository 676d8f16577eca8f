// The import map of this project. The table is the architecture; the rules below only enforce it.
const MAY_IMPORT = {
  common: [],
  openapi: [],
  http: ['common', 'openapi'],
  database: ['common'],
  encryption: ['common', 'database'],
  search: ['common', 'database', 'encryption'],
  claude: ['common'],
  identity: ['common', 'http', 'openapi', 'database'],
  audit: ['common', 'http', 'openapi', 'database'],
  holds: ['common', 'http', 'openapi', 'database'],
  budgets: ['common', 'http', 'openapi', 'database'],
  journal: ['common', 'database', 'claude', 'budgets'],
  usage: ['common', 'http', 'openapi', 'database', 'journal'],
  locks: ['common', 'database', 'encryption'],
  completions: ['common', 'database', 'encryption', 'claude', 'journal', 'locks'],
  'rate-limits': ['common', 'http', 'database'],
  cache: ['common', 'encryption', 'claude'],
  preferences: ['common', 'http', 'openapi', 'database', 'encryption', 'claude'],
  analysis: [
    ...['common', 'http', 'openapi', 'database', 'encryption', 'search', 'holds', 'claude'],
    ...['journal', 'completions', 'cache', 'preferences'],
  ],
  conversations: [
    ...['common', 'http', 'openapi', 'database', 'encryption', 'search', 'holds', 'claude'],
    ...['journal', 'locks', 'completions', 'preferences'],
  ],
  privacy: [
    ...['common', 'http', 'openapi', 'database', 'encryption', 'audit', 'holds', 'identity', 'budgets', 'journal'],
    ...['locks', 'preferences', 'analysis', 'conversations'],
  ],
  reprise: [
    ...['common', 'http', 'database', 'encryption', 'claude', 'identity', 'audit', 'holds', 'budgets', 'journal'],
    ...['usage', 'locks', 'completions', 'rate-limits', 'cache', 'preferences', 'analysis', 'conversations', 'privacy'],
  ],
  schema: [
    ...['database', 'encryption', 'audit', 'holds', 'identity', 'preferences', 'analysis', 'conversations'],
    ...['journal', 'locks', 'rate-limits', 'budgets', 'privacy'],
  ],
  app: [
    ...[
      'common',
      'http',
      'openapi',
      'database',
      'claude',
      'identity',
      'budgets',
      'journal',
      'locks',
      'rate-limits',
      'cache',
      'preferences',
    ],
    ...['encryption', 'audit', 'holds', 'privacy', 'usage', 'analysis', 'conversations', 'reprise', 'schema'],
  ],
  cli: [
    ...['common', 'database', 'claude', 'encryption', 'audit', 'identity', 'rate-limits', 'journal', 'usage', 'locks'],
    ...['preferences', 'analysis', 'conversations', 'privacy', 'reprise', 'app'],
  ],
  // Beside the others: a stand-in for Claude and a client of the routes, which know nothing of us, and what hosts test with.
  simulator: [],
  client: [],
  testing: ['common', 'database', 'claude', 'schema', 'simulator'],
};

const TEST = '(^src/testing/|/testing/|\\.spec\\.ts$)';
const NAMED_BY_JEST = '^test/(runner|support)/[^/]+\\.cjs$';
const MODULE = '^src/([^/]+)/';

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const roomOrder = Object.entries(MAY_IMPORT).map(([module, lower]) =>
  error(
    `module-order-${module}`,
    `${module} may import only: ${lower.join(', ') || 'nothing in src'}. Move the code down, or invert the call.`,
    { path: `^src/${module}/` },
    { path: '^(src|test|scripts)/', pathNot: `^src/(${[module, ...lower].join('|')})/` },
  ),
);

const modules = [
  ...roomOrder,
  error(
    'modules-are-listed',
    'A new module needs its line in MAY_IMPORT.',
    { path: MODULE, pathNot: `^src/(${Object.keys(MAY_IMPORT).join('|')})/` },
    {},
  ),
  error('no-circular', 'Split the file or move the shared part down a module.', {}, { circular: true }),
  error(
    'use-the-public-api',
    'Another module is imported through its index.ts only.',
    { path: MODULE, pathNot: ['^src/schema/', '^src/testing/'] },
    { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
  ),
  error(
    'testing-publishes-fakes',
    'The testing entry point is made of public APIs, and of the fakes that modules keep in their testing/ folders.',
    { path: '^src/testing/' },
    { path: '^src/', pathNot: ['^src/testing/', '^src/[^/]+/index\\.ts$', '^src/[^/]+/testing/'] },
  ),
  error(
    'not-your-own-index',
    'Inside a module import the file itself; index.ts is for other modules, and for specs.',
    { path: MODULE, pathNot: ['^src/[^/]+/index\\.ts$', '\\.spec\\.ts$'] },
    { path: '^src/$1/index\\.ts$' },
  ),
  error(
    'programs-start-the-app',
    'main.ts and demo.ts start the service and do nothing else.',
    { path: '^src/(main|demo)\\.ts$' },
    { path: '^src/', pathNot: '^src/app/' },
  ),
  error(
    'the-command-line-starts-its-module',
    'cli.ts reads the environment, runs a command and does nothing else.',
    { path: '^src/cli\\.ts$' },
    { path: '^src/', pathNot: '^src/(app|cli)/' },
  ),
  error(
    'index-names-exports',
    'What a host imports is the public APIs of the modules.',
    { path: '^src/index\\.ts$' },
    { path: '^src/', pathNot: ['^src/[^/]+/index\\.ts$', '^src/openapi/at-once\\.ts$'] },
  ),
  error(
    'library-never-reaches-app',
    'What a host imports must not pull in the standalone app, its programs, the client, or the simulator.',
    { path: '^src/index\\.ts$' },
    { path: '^src/(app/|cli/|client/|simulator/|main\\.ts|demo\\.ts|cli\\.ts)', reachable: true },
  ),
  error(
    'tests-never-reach-app',
    'What hosts test with runs inside of them: the standalone app has no place there.',
    { path: '^src/testing/index\\.ts$' },
    { path: '^src/(app/|cli/|main\\.ts|demo\\.ts|cli\\.ts)', reachable: true },
  ),
  error(
    'package-entry-is-for-hosts',
    'Only hosts and embedding tests import src/index.ts.',
    { path: '^(src|scripts)/' },
    { path: '^src/index\\.ts$' },
  ),
];

const layers = [
  error(
    'schema-sees-tables-only',
    'The schema manifest lists tables and migrations, and gives them a prefix; it runs no other code of a module.',
    { path: '^src/schema/' },
    {
      path: '^src/',
      pathNot: ['^src/schema/', '^src/[^/]+/(entities|migrations)/', '^src/database/table-prefix\\.ts$'],
    },
  ),
  error(
    'migrations-are-frozen',
    'A migration never imports code that may change after it has shipped.',
    { path: '/migrations/' },
    { pathNot: 'node_modules/typeorm/' },
  ),
  error(
    'entities-are-leaves',
    'A table knows columns, and tables of its own module; of other modules it knows types.',
    { path: '^src/([^/]+)/entities/' },
    {
      path: '^src/',
      pathNot: ['^src/$1/entities/', '^src/(database|common)/index\\.ts$', '^src/database/columns\\.ts$'],
      dependencyTypesNot: ['type-only'],
    },
  ),
  error(
    'controllers-see-no-rows',
    'A controller talks to the service and the mapper.',
    { path: ['^src/[^/]+/http/', '\\.controller\\.ts$'] },
    { path: ['/entities/', '\\.(repository|store)\\.ts$', '/search/', 'node_modules/typeorm/'] },
  ),
  error(
    'services-see-no-http',
    'A service is called by HTTP, a queue or a host alike.',
    {
      path: [
        '\\.(service|repository|store|client)\\.ts$',
        '/(entities|search|stores)/',
        '^src/(database|claude|cache)/',
      ],
    },
    { path: ['^src/http/', '^src/[^/]+/(http|dto)/'] },
  ),
];

const homes = [
  error(
    'sdk-has-one-home',
    "Only src/claude/anthropic speaks the SDK; the simulator's tests hold it against the SDK.",
    { path: '^(src|scripts|ormconfig)', pathNot: ['^src/claude/anthropic/', '^src/simulator/.*\\.spec\\.ts$'] },
    { path: 'node_modules/@anthropic-ai/' },
  ),
  error(
    'jose-has-one-home',
    'What a token is worth is decided in one place; tests sign some.',
    { path: '^(src|scripts)', pathNot: '^src/identity/tokens/' },
    { path: 'node_modules/jose/' },
  ),
  error(
    'typeorm-has-few-homes',
    'TypeORM stays in database, schema, entities, migrations, repositories, search and signals; the app only passes options on.',
    {
      path: '^src/',
      pathNot: [
        '^src/(database|schema)/',
        '/(entities|migrations|search|signals)/',
        '\\.repository\\.ts$',
        '^src/testing/testing-data-source\\.ts$',
        '^src/app/(app\\.module|app\\.env|data-source-options)\\.ts$',
      ],
    },
    { path: 'node_modules/(typeorm|@nestjs/typeorm)/' },
  ),
  error(
    'drivers-stay-below',
    'Only TypeORM speaks to a database driver, and tests and scripts that prepare one.',
    { path: '^src/' },
    { path: 'node_modules/(pg|better-sqlite3|@types/(pg|better-sqlite3))/' },
  ),
  error(
    'counters-have-one-home',
    'Only src/rate-limits counts requests, here or in Redis.',
    { path: '^(src|scripts|ormconfig)', pathNot: '^src/rate-limits/' },
    { path: 'node_modules/(rate-limiter-flexible|ioredis)/' },
  ),
  error(
    'commander-has-one-home',
    'Only src/cli reads a command line.',
    { path: '^(src|scripts|ormconfig)', pathNot: '^src/cli/' },
    { path: 'node_modules/commander/' },
  ),
  error(
    'the-client-needs-fetch-only',
    'It runs wherever there is a fetch, also in a browser.',
    { path: '^src/client/' },
    { pathNot: ['^src/client/', 'node_modules/openapi-fetch/'] },
  ),
  error(
    'http-stays-at-the-edge',
    'Express, Fastify and what is said in the document belong to http/, dto/ and app/.',
    { path: '^src/', pathNot: ['^src/(http|app|openapi)/', '^src/[^/]+/(http|dto)/', '^src/index\\.ts$'] },
    { path: ['node_modules/(express|@types/express|fastify|@nestjs/(platform-[a-z]+|swagger))/', '^src/openapi/'] },
  ),
  error(
    'swagger-is-loaded-when-asked',
    'A fifth of all modules, for a document that few ask for: only what makes one imports it, and nothing imports that.',
    { path: '^src/', pathNot: ['^src/(index|openapi/at-once|app/openapi|app/docs-pages)\\.ts$'] },
    {
      path: ['node_modules/@nestjs/swagger/', '^src/openapi/at-once\\.ts$', '^src/app/(openapi|docs-pages)\\.ts$'],
      dependencyTypesNot: ['type-only', 'dynamic-import'],
    },
  ),
  error(
    'adapters-have-one-home',
    'A host runs either: Express and Fastify are spoken in src/app/platforms only, each in its own file.',
    { path: '^src/', pathNot: '^src/app/platforms/' },
    { path: 'node_modules/(express|@types/express|fastify|@fastify/[a-z-]+|@nestjs/platform-[a-z]+)/' },
  ),
  error(
    'platforms-are-loaded-when-used',
    'What is not in use may not be installed: no file imports a platform statically.',
    { path: '^src/' },
    { path: '^src/app/platforms/[a-z]+\\.platform\\.ts$', dependencyTypesNot: ['dynamic-import'] },
  ),
  error(
    'packages-are-loaded-when-used',
    'jose, ioredis and what counts are many modules, and not every process logs in or counts.',
    {
      path: '^src/',
      pathNot: ['^src/(identity/tokens|rate-limits/(stores|request-counter|counter))', '\\.spec\\.ts$'],
    },
    {
      path: [
        'node_modules/(jose|ioredis|rate-limiter-flexible)/',
        '^src/identity/tokens/token-verifier\\.ts$',
        '^src/rate-limits/(stores/|request-counter)',
      ],
      dependencyTypesNot: ['type-only', 'dynamic-import'],
    },
  ),
  error(
    'simulator-needs-node-only',
    'It starts anywhere, from the built file alone.',
    { path: '^src/simulator/', pathNot: '\\.spec\\.ts$' },
    { path: 'node_modules/', dependencyTypesNot: ['type-only'] },
  ),
];

const hygiene = [
  error(
    'src-never-sees-tests',
    'What ships does not lean on tests or fakes.',
    { path: '^src/', pathNot: TEST },
    { path: ['^test/', TEST] },
  ),
  error('nobody-imports-specs', 'A spec is run, not imported.', {}, { path: '\\.(int-|e2e-)?spec\\.ts$' }),
  error(
    'no-dev-dependency',
    'It would be missing where the package is installed.',
    { path: '^src/', pathNot: TEST },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  error(
    'listed-and-resolvable',
    'Every package in use is in package.json.',
    {},
    // A peer that is optional is listed, and counts as not listed all the same.
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'], dependencyTypesNot: ['npm-peer'] },
  ),
  error('resolvable', 'There is no such file or package.', {}, { couldNotResolve: true }),
  error(
    'no-orphans',
    'Dead file? Delete it.',
    { orphan: true, path: '^(src|test|scripts)/', pathNot: NAMED_BY_JEST },
    {},
  ),
  error(
    'no-dead-files',
    'Nothing that ships gets there. Delete it, or put it where tests keep their tools.',
    { path: '^src/(main|demo|cli|index|simulator/main|client/index|testing/index)\\.ts$' },
    {
      path: '^src/',
      pathNot: [TEST, '^src/(main|demo|cli|index|simulator/main|client/index)\\.ts$'],
      reachable: false,
    },
  ),
];

module.exports = {
  forbidden: [...modules, ...layers, ...homes, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What is built may not be there yet, and the package's hosts are checked against the packed package.
    exclude: { path: ['^(\\.\\./)?dist/', '^scripts/(package|small)-host/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
      mainFields: ['main', 'types'],
    },
  },
};
