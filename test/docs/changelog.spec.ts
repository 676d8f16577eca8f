import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readText, ROOT } from '../support/documents.js';

const { version } = JSON.parse(readText('package.json')) as { readonly version: string };

const notesOf = (wanted: string) =>
  spawnSync(process.execPath, [join(ROOT, 'scripts/release-notes.mjs'), wanted], { encoding: 'utf8' });

describe('a release', () => {
  it('has the notes of its version, and of no other version', () => {
    const { status, stdout } = notesOf(version);
    expect(status).toBe(0);
    expect(stdout).toContain('### Added');
    expect(stdout).not.toContain('\n## ');
  });

  it('is refused if the tag is not the version of the package', () => {
    const { status, stderr } = notesOf('999.0.0');
    expect(status).toBe(1);
    expect(stderr).toContain(`package.json has version ${version}, not 999.0.0`);
  });
});
