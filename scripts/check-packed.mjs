// Packs once, and has everything checked that is made of the package: what is in it, the hosts, the example.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, ROOT } from './support/packed.mjs';

const folder = mkdtempSync(join(tmpdir(), 'reprise-packed-'));
try {
  const { tarball } = pack(folder);
  for (const script of ['check-package.mjs', 'check-example.mjs'])
    execFileSync(process.execPath, [join(ROOT, 'scripts', script), '--tarball', tarball], { stdio: 'inherit' });
} catch (error) {
  // A check that fails has said why.
  if (error.status === undefined) console.error(error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
