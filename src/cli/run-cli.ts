import { CommanderError } from 'commander';
import type { Environment } from '../app/index.js';
import { type Output, PROCESS_OUTPUT } from './output.js';
import { createProgram } from './program.js';

const DONE = 0;
const WANTING = 1;
const WRONG_USE = 2;

/** Runs one command. The answer goes to standard output, everything else to standard error. @returns the exit code */
export async function runCli(
  args: readonly string[],
  environment: Environment,
  version: string,
  output: Output = PROCESS_OUTPUT,
): Promise<number> {
  let exitCode = DONE;
  const program = createProgram(environment, version, output, (answer, asJson) => {
    output.out(`${asJson ? JSON.stringify(answer.document) : answer.text}\n`);
    if (answer.isWanting) exitCode = WANTING;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said it already: help and version with 0, a mistake with what is right.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USE;
    return explain(error, output);
  }
}

/** A line for each thing to mend, without a stack. @returns the exit code */
async function explain(error: unknown, output: Output): Promise<number> {
  const [{ reasonOf }, { AppError }] = await Promise.all([import('../app/index.js'), import('../common/index.js')]);
  for (const line of reasonOf(error).split('\n')) output.err(`error: ${line}\n`);
  return error instanceof AppError && error.kind === 'invalid' ? WRONG_USE : WANTING;
}
