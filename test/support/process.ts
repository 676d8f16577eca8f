import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_ENV } from './run.js';

const DIST = join(__dirname, '../../dist');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One of the built programs, as an operator starts it: in a folder and an environment of its own. */
export class Program {
  output = '';
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;

  constructor(file: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.child = spawn(process.execPath, [join(DIST, file), ...args], {
      cwd: mkdtempSync(join(process.env['REPRISE_TEST_FOLDER'] ?? tmpdir(), 'process-')),
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...RUN_ENV, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => this.hear('stdout', chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => this.hear('stderr', chunk));
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
    started.add(this);
  }

  /** Where it listens, once it says so. */
  async url(): Promise<string> {
    for (;;) {
      const url = /"url":"([^"]+)"/.exec(this.output)?.[1];
      if (url !== undefined) return url;
      const ended = await Promise.race([once(this.child.stdout ?? this.child, 'data').then(() => null), this.ended]);
      if (ended) throw new Error(`it ended with ${ended.code} before it listened:\n${this.output}`);
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Whoever reads this output of it has gone, as after `| head -1`. */
  closeReader(stream: 'stdout' | 'stderr'): void {
    this.child[stream]?.destroy();
  }

  private hear(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this[stream] += chunk.toString();
    this.output += chunk.toString();
  }
}

const started = new Set<Program>();
afterAll(() => started.forEach((program) => program.kill('SIGKILL')));
