import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { blocksOf, readText, ROOT } from '../support/documents.js';

declare const DIALECT: 'sqlite' | 'postgres';

const run = promisify(execFile);

/** The sample uses a SQLite file, so it runs only once. */
const onSqlite = DIALECT === 'sqlite' ? it : it.skip;

const MAIN = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  console.log(await app.getUrl());
}

void main();
`;

const blockOf = (document: string, language: string) =>
  blocksOf(document).find((block) => block.language === language)?.text ?? '';

describe('the sample for NestJS', () => {
  onSqlite('of the README compiles, and serves the routes under its prefix', async () => {
    const folder = hostFolder();
    writeFileSync(join(folder, 'app.module.ts'), blockOf('README.md', 'ts'));
    writeFileSync(join(folder, 'main.ts'), MAIN);
    writeFileSync(join(folder, 'tsconfig.json'), blockOf('docs/embedding.md', 'json'));
    await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--skipLibCheck'], { cwd: folder });

    const env = { PATH: process.env['PATH'], ANTHROPIC_API_KEY: 'test-key' };
    const host = spawn(process.execPath, ['main.js'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [url] = (await once(createInterface(host.stdout), 'line')) as [string];
      const response = await fetch(`${url}/ai/history/alice`);
      expect(await response.json()).toEqual({ data: [], has_more: false, next_cursor: null });
    } finally {
      host.kill('SIGKILL');
      await once(host, 'close');
    }
  });

  it('of the embedding guide is the host that `npm run package:hosts` tests', () => {
    expect(blockOf('docs/embedding.md', 'ts')).toBe(readText('scripts/small-host/main.ts').trimEnd());
  });
});

/** @returns an empty folder in which the built package and its dependencies are installed */
function hostFolder(): string {
  const folder = mkdtempSync(join(process.env['REPRISE_TEST_FOLDER'] ?? tmpdir(), 'nest-sample-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/reprise'));
  for (const name of ['@nestjs', '@types', 'better-sqlite3', 'reflect-metadata', 'rxjs', 'typeorm'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  return folder;
}
