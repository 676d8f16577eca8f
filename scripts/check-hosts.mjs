// From an empty folder to a stored analysis, as somebody would who has only the package: `npm run package:hosts`.
// Installs the packed tarball from the registry into hosts on Nest 11 and 12, CommonJS and ES modules; needs the network.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { pack, ROOT } from './support/packed.mjs';

const HOST = join(ROOT, 'scripts/small-host');
const CONTRACT = join(ROOT, 'test/support/nest-contract.ts');
const { values: given } = parseArgs({
  options: {
    // What to install. @default what is packed now
    tarball: { type: 'string' },
    // Only the hosts on this major version. @default all of them
    nest: { type: 'string' },
    // Of better-sqlite3, for the Node that runs this: compiling it again takes minutes.
    'sqlite-build': { type: 'string', default: join(ROOT, 'node_modules/better-sqlite3/build') },
  },
});

const NEST = ['common', 'core', 'platform-express', 'swagger', 'typeorm'].map((name) => `@nestjs/${name}`);
const PEERS = ['typeorm@1', 'reflect-metadata@0.2', 'rxjs@7', 'better-sqlite3@12', '@types/node@20'];
const HOSTS = [
  { name: 'Nest 12, ES modules', nest: 12, typescript: 6, type: 'module' },
  { name: 'Nest 12, CommonJS', nest: 12, typescript: 6, type: 'commonjs' },
  { name: 'Nest 11, ES modules', nest: 11, typescript: 5, type: 'module' },
  { name: 'Nest 11, CommonJS', nest: 11, typescript: 5, type: 'commonjs' },
];
/** Two copies of one of these in a host, and nothing of one is found by the other. */
const ONCE = [...NEST, 'typeorm', 'reflect-metadata', 'rxjs'];

function run(command, args, cwd) {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', timeout: 300_000 });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
}

function install({ nest, typescript, type }, folder, tarball) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'host', private: true, type }));
  const wanted = [...NEST.map((name) => `${name}@${nest}`), ...PEERS, `typescript@${typescript}`];
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', tarball, ...wanted], folder);
  cpSync(given['sqlite-build'], join(folder, 'node_modules/better-sqlite3/build'), { recursive: true });
  // The paths of all copies, each ending with the name.
  const copies = run('npm', ['ls', '--all', '--parseable', ...ONCE], folder)
    .trim()
    .split('\n');
  if (copies.length !== ONCE.length) throw new Error(`the host has more than one copy:\n${copies.join('\n')}`);
}

function compile(folder) {
  cpSync(HOST, folder, { recursive: true });
  cpSync(CONTRACT, join(folder, 'nest-contract.ts'));
  run(process.execPath, ['node_modules/typescript/bin/tsc'], folder);
}

async function serve(script, cwd, env) {
  const child = spawn(process.execPath, [script], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`)));
  died.catch(() => undefined);
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), died]);
  return { line, stop: () => child.kill() };
}

async function ask(folder) {
  const claude = await serve(join(folder, 'node_modules/reprise/dist/simulator/main.js'), folder, {});
  const url = JSON.parse(claude.line).simulated_claude;
  try {
    const host = await serve('main.js', folder, { ANTHROPIC_API_KEY: 'host', ANTHROPIC_BASE_URL: url, PORT: '0' });
    try {
      run(process.execPath, ['ask.js', host.line], folder);
    } finally {
      host.stop();
    }
  } finally {
    claude.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'reprise-hosts-'));
try {
  const { tarball } = pack(folder, given.tarball);
  const hosts = HOSTS.filter(({ nest }) => given.nest === undefined || String(nest) === given.nest);
  for (const [number, host] of hosts.entries()) {
    const place = join(folder, String(number));
    const steps = {
      install: () => install(host, place, tarball),
      compile: () => compile(place),
      'start, analyse, replay': () => ask(place),
      test: () => run(process.execPath, ['main.spec.js'], place),
      'contract with Nest': () =>
        run(process.execPath, ['nest-contract.spec.js', host.type === 'module' ? 'dist/esm' : 'dist'], place),
    };
    const took = [];
    for (const [step, work] of Object.entries(steps)) {
      const began = performance.now();
      await work();
      took.push(`${step} ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
    console.log(`${host.name}, Node ${process.versions.node}: ${took.join(', ')}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
