import { CommanderError } from 'commander';
import type { Environment } from '../app/index.js';
import { type Output, PROCESS_OUTPUT } from './output.js';
import { createProgram } from './program.js';

const SUCCESS = 0;
const FAILURE = 1;
const USAGE_ERROR = 2;

/** Runs one command. The result goes to standard output, all other messages to standard error. @returns the exit code */
export async function runCli(
  args: readonly string[],
  environment: Environment,
  version: string,
  output: Output = PROCESS_OUTPUT,
): Promise<number> {
  let exitCode = SUCCESS;
  const program = createProgram(environment, version, output, (answer, asJson) => {
    output.out(`${asJson ? JSON.stringify(answer.document) : answer.text}\n`);
    if (answer.hasProblems) exitCode = FAILURE;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already printed the help, the version or the mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? SUCCESS : USAGE_ERROR;
    return explain(error, output);
  }
}

/** Prints one line for each problem, without a stack trace. @returns the exit code */
async function explain(error: unknown, output: Output): Promise<number> {
  const [{ reasonOf }, { AppError }] = await Promise.all([import('../app/index.js'), import('../common/index.js')]);
  for (const line of reasonOf(error).split('\n')) output.err(`error: ${line}\n`);
  return error instanceof AppError && error.kind === 'invalid' ? USAGE_ERROR : FAILURE;
}
