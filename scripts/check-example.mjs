// Builds examples/monorepo against the packed library and runs its tests, on SQLite and on PostgreSQL. Offline: see support/packed.mjs.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { furnish, link, MANIFEST, pack, ROOT, TSC } from './support/packed.mjs';

const { startPostgres } = createRequire(import.meta.url)('../test/support/postgres-server.cjs');

// What to install. @default what is packed now
const { values: given } = parseArgs({ options: { tarball: { type: 'string' } } });

const EXAMPLE = join(ROOT, 'examples/monorepo');
const WORKSPACES = ['libs', 'apps'];
/** What is there of a reader's own tries. */
const LEFT_OVER = new Set(['node_modules', 'dist', 'data']);

const step = (text) => console.log(`example: ${text}`);

/** As `npm install` would leave it. */
function install(folder, unpacked) {
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !LEFT_OVER.has(basename(path)) });
  const { dependencies, devDependencies } = readManifest(folder);
  const { [MANIFEST.name]: tarball, ...others } = dependencies;
  if (tarball !== `file:${MANIFEST.name}-${MANIFEST.version}.tgz`)
    throw new Error(`examples/monorepo/package.json wants ${tarball}, which is not what \`npm pack\` makes`);
  furnish(folder, unpacked, Object.keys({ ...others, ...devDependencies }));
  const workspaces = WORKSPACES.flatMap((group) => readdirSync(join(folder, group)).map((name) => join(group, name)));
  for (const place of workspaces.map((name) => join(folder, name)))
    link(place, join(folder, 'node_modules'), readManifest(place).name);
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function run(folder, args, env) {
  const options = { cwd: folder, encoding: 'utf8', timeout: 300_000, env: { ...process.env, ...env } };
  try {
    return execFileSync(process.execPath, args, options);
  } catch (error) {
    throw new Error(`node ${args.join(' ')} failed:\n${error.stdout}${error.stderr}`);
  }
}

function test(folder, database, url) {
  const tests = readdirSync(join(folder, 'test')).filter((name) => name.endsWith('.test.mjs'));
  const report = run(folder, ['--test', ...tests.map((name) => join('test', name))], { TEST_DATABASE_URL: url });
  step(`${/^\S+ pass (\d+)$/m.exec(report)?.[1]} tests pass on ${database}`);
}

/** In a database of its own: the server may be somebody's. */
async function testOnPostgres(folder) {
  const server = await startPostgres();
  const client = new pg.Client({ connectionString: server.url });
  const name = `reprise_example_${process.pid}`;
  const url = new URL(server.url);
  url.pathname = name;
  try {
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    test(folder, 'PostgreSQL', url.href);
  } finally {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.end();
    await server.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'reprise-example-'));
try {
  const place = join(folder, 'monorepo');
  install(place, pack(folder, given.tarball).unpacked);
  run(place, [TSC, '--build'], {});
  step('both applications compile');
  test(place, 'SQLite', '');
  await testOnPostgres(place);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
