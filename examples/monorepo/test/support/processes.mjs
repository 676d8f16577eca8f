import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How long a line is waited for, in milliseconds. */
const PATIENCE_MS = 60_000;

/** A process of the help desk, and the lines it has said. */
export class Process {
  #child;
  #exited;
  #lines = [];
  #waiting = new Set();

  constructor(script, args, env) {
    const cwd = new URL('../..', import.meta.url);
    this.#child = spawn(process.execPath, [script, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exited = once(this.#child, 'close').then(([code]) => code);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      createInterface(stream).on('line', (line) => this.#hear(line));
  }

  /** The first group of what matches in a line, said already or to come. @throws Error when it does not say so */
  async says(pattern) {
    const found = this.#lines.map((line) => pattern.exec(line)).find(Boolean);
    if (found) return found[1];
    const said = new Promise((resolve) => this.#waiting.add({ pattern, resolve }));
    const ended = this.#exited.then((code) => {
      throw new Error(`ended with ${code} and never said ${pattern}:\n${this.output}`);
    });
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`never said ${pattern}:\n${this.output}`)), PATIENCE_MS);
    });
    return Promise.race([said, ended, late]).finally(() => clearTimeout(timer));
  }

  get output() {
    return this.#lines.join('\n');
  }

  /** @returns its exit code */
  exited() {
    return this.#exited;
  }

  /** Asks it to end, as an orchestrator does. @returns its exit code */
  stop() {
    this.#child.kill('SIGTERM');
    return this.#exited;
  }

  #hear(line) {
    this.#lines.push(line);
    for (const waiting of this.#waiting) {
      const found = waiting.pattern.exec(line);
      if (found) waiting.resolve(found[1]);
    }
  }
}

/** Runs a command to its end. @returns what it printed @throws Error when it fails */
export async function run(script, args, env) {
  const command = new Process(script, args, env);
  if ((await command.exited()) !== 0) throw new Error(`${script} failed:\n${command.output}`);
  return command.output;
}
