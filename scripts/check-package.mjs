// Packs the library as npm would publish it and runs it inside two hosts, a CommonJS one and an ES module one.
// Offline: a host's node_modules hold the unpacked package and links to what the package says it needs, no more.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { furnish, pack, ROOT, TSC } from './support/packed.mjs';

// What to look at. @default what is packed now
const { values: given } = parseArgs({ options: { tarball: { type: 'string' } } });

const HOST = join(ROOT, 'scripts/package-host');
const ATTW = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');

const WANTED = [
  /^package\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/.+\.(js|d\.ts)$/,
  /^dist\/esm\/package\.json$/,
];
/** Of the folders `testing` only what reprise/testing is made of. */
const PUBLISHED = 'index|manual-clock|simulated-claude|testing-data-source|fake-claude-client';
const UNWANTED = [
  /\.spec\./,
  /\.tsbuildinfo$/,
  /(^|\/)(src|test|scripts)\//,
  new RegExp(`/testing/(?!(${PUBLISHED})\\.)`),
];

const step = (text) => console.log(`package: ${text}`);

function checkContents(unpacked) {
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(unpacked.length + 1));
  const strays = files.filter(
    (name) => !WANTED.some((rule) => rule.test(name)) || UNWANTED.some((rule) => rule.test(name)),
  );
  if (strays.length > 0) throw new Error(`packed by mistake:\n  ${strays.join('\n  ')}`);
  if (!files.includes('LICENSE')) throw new Error('LICENSE is missing from the package');
  step(`${files.length} files, nothing that does not belong`);
}

async function lint(unpacked) {
  const { messages, pkg } = await publint({ pkgDir: unpacked, strict: true, pack: false });
  for (const message of messages) console.log(`  ${message.type}: ${formatMessage(message, pkg)}`);
  if (messages.some(({ type }) => type !== 'suggestion')) throw new Error('publint has complaints');
  step(`publint has ${messages.length} suggestions and no complaint`);
}

/** As each kind of TypeScript project resolves it, CommonJS and ES modules, old and new. */
function lookAtTypes(tarball) {
  try {
    execFileSync(process.execPath, [ATTW, tarball, '--format', 'ascii', '--no-color'], { encoding: 'utf8' });
  } catch (error) {
    throw new Error(`the types are wrong:\n${error.stdout}${error.stderr}`);
  }
  step('attw finds the types of every entry, wherever they are imported');
}

function runHost(folder, unpacked, type, claudeUrl) {
  furnish(folder, unpacked, ['@types/node']);
  for (const name of ['host.ts', 'tsconfig.json']) cpSync(join(HOST, name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'host', private: true, type }));
  const run = (...command) =>
    execFileSync(process.execPath, command, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  try {
    run(TSC);
    step(`${type} host: ${run('host.js', claudeUrl).trim()}`);
  } catch (error) {
    throw new Error(`the ${type} host failed:\n${error.stdout}${error.stderr}`);
  }
}

async function startClaude(unpacked) {
  const claude = spawn(process.execPath, [join(unpacked, 'dist/simulator/main.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(claude.stdout), 'line');
  return { url: JSON.parse(line).simulated_claude, stop: () => claude.kill() };
}

const folder = mkdtempSync(join(tmpdir(), 'reprise-package-'));
try {
  const { unpacked, tarball } = pack(folder, given.tarball);
  checkContents(unpacked);
  await lint(unpacked);
  lookAtTypes(tarball);
  const claude = await startClaude(unpacked);
  try {
    for (const type of ['commonjs', 'module']) runHost(join(folder, type), unpacked, type, claude.url);
  } finally {
    claude.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
