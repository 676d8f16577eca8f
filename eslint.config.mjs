import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Two names may follow a scope, one otherwise; whatever comes after is a package's inner path. */
const INNER_PATH = '^(?!node:)(@[^/]+/[^/]+|[^./@][^/]*)/';

const NO_ENV = { object: 'process', property: 'env', message: 'Only src/app/env-file.ts reads the environment.' };
const NO_EXIT = { object: 'process', property: 'exit', message: 'Library code never ends the process: throw.' };

const CLOCK = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the Clock.' },
  { selector: "CallExpression[callee.name='Date']", message: 'Ask the Clock.' },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Ask the Clock.' },
];
const NEST = [
  { selector: "CallExpression[callee.name='forwardRef']", message: 'A cycle: move the shared part down a module.' },
  {
    selector: "Decorator[expression.callee.name='InjectRepository']",
    message: 'Its token is fixed at compile time; hosts name their own DataSource.',
  },
];

/** Entries of a literal have a line each where one line is too short for them. */
const LITERAL = [
  {
    selector: 'ObjectExpression > SpreadElement > ObjectExpression',
    message: 'Write the fields into the outer object: a spread must not save lines.',
  },
  {
    selector: 'ArrayExpression > SpreadElement > ArrayExpression',
    message: 'Write the items into the outer array: a spread must not save lines.',
  },
];

/** Answers of supertest, and of JSON.parse in a test, are `any`. */
const ANY_IS_FINE = Object.fromEntries(
  ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
    `@typescript-eslint/no-unsafe-${use}`,
    'off',
  ]),
);

export default defineConfig(
  // The package's hosts are compiled, and so checked, against the packed package: scripts/check-{package,hosts}.mjs.
  // The client's types are generated from the OpenAPI document: scripts/generate-client.mjs.
  {
    ignores: [
      'dist',
      'coverage',
      'data',
      'docs/api/html',
      'src/client/schema.ts',
      'scripts/package-host',
      'scripts/small-host',
      'examples/*/{apps,libs}/*/dist',
    ],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process'].map((name) => ({ name, message: 'It is a global; `env` is not for us.' })),
          patterns: [{ regex: INNER_PATH, message: 'Deep imports break when the package adds an exports map.' }],
        },
      ],
      'no-restricted-properties': ['error', NO_ENV, NO_EXIT],
      'no-restricted-syntax': ['error', ...CLOCK, ...NEST, ...LITERAL],
      '@typescript-eslint/require-await': 'off', // ports return promises even where an adapter is synchronous
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Files with decorators are left alone by this rule: Nest needs their classes at run time.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  // The service is a program: it may end itself. Three of its files may look around.
  { files: ['src/app/**', 'src/main.ts'], rules: { 'no-restricted-properties': ['error', NO_ENV] } },
  {
    files: ['src/app/env-file.ts', 'src/demo.ts', 'src/simulator/main.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/common/clock.ts', 'src/simulator/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...NEST, ...LITERAL] },
  },
  {
    files: ['test/**', 'scripts/**', '**/*.spec.ts'],
    rules: {
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', ...NEST, ...LITERAL],
    },
  },
  { files: ['test/**/*.ts', 'scripts/**/*.ts', '**/*.spec.ts'], rules: ANY_IS_FINE },
  { files: ['bench/**'], rules: { 'no-restricted-syntax': ['error', ...LITERAL] } },
  { files: ['scripts/**'], rules: { 'no-console': 'off' } },
  // A list of names, not code.
  { files: ['src/index.ts'], rules: { 'max-lines': 'off' } },
  // Somebody else's application, which has its own clock and reads its own environment. Its types come from our sources
  // here; scripts/check-example.mjs compiles it against the packed package.
  {
    files: ['examples/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'examples/tsconfig.lint.json' } },
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off', 'no-console': 'off' },
  },
  { files: ['examples/**/*.mjs'], rules: { 'no-console': 'off' } },
  // Configuration: tables, not code.
  { files: ['*.cjs', '*.mjs', '.*.cjs'], rules: { 'max-lines': 'off' } },
);
