// The library as npm would publish it, and folders in which it is installed without a registry.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
export const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/**
 * The tarball, and what is in it. `prepack` builds both formats first.
 * @param tarball one that is packed already. @default the one that REPRISE_TARBALL names, else it is packed now
 */
export function pack(folder, tarball = process.env.REPRISE_TARBALL ?? packNow(folder)) {
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  return { unpacked: join(folder, 'package'), tarball };
}

function packNow(folder) {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  );
}

/** What npm installs with the package; peers that are optional are not. */
const INSTALLED = Object.keys({ ...MANIFEST.dependencies, ...MANIFEST.peerDependencies }).filter(
  (name) => !MANIFEST.peerDependenciesMeta[name]?.optional,
);

/**
 * Fills a folder's node_modules: a copy of the package, and links to its dependencies and peers.
 * @param brought what the host itself depends on
 */
export function furnish(folder, unpacked, brought) {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  cpSync(unpacked, join(modules, MANIFEST.name), { recursive: true });
  for (const name of new Set([...INSTALLED, ...brought])) link(join(ROOT, 'node_modules', name), modules, name);
}

export function link(target, modules, name) {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(target, join(modules, name), 'junction');
}
