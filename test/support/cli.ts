import { VERSION } from '../../src/app/version.js';
import { runCli } from '../../src/cli/run-cli.js';
import { Program } from './process.js';
import { RUN_ENV } from './run.js';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string>>;

/** Runs the built command, as an operator does: a process that starts, for what depends on it being one. */
export async function repriseProcess(env: Env, ...args: string[]): Promise<Ran> {
  const program = new Program('cli.js', env, args);
  const { code } = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr };
}

/** Runs the same command in this process: everything that it does between its arguments and its exit code. */
export async function reprise(env: Env, ...args: string[]): Promise<Ran> {
  const ran = { stdout: '', stderr: '' };
  const output = { out: (text: string) => (ran.stdout += text), err: (text: string) => (ran.stderr += text) };
  const code = await runCli(args, { ...RUN_ENV, ...env }, VERSION, output);
  return { code, ...ran };
}

/** What a command that succeeds answers with `--json`: one document, and nothing else. */
export async function answerOf(env: Env, ...args: string[]) {
  const { code, stdout, stderr } = await reprise(env, ...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}
