import { setTimeout as sleep } from 'node:timers/promises';

import { type Account } from './account.js';
import { type Call } from './read-call.js';
import { invalid, SimulatedError } from './simulated-error.js';
import { findStepProblem, type SimulatorStep } from './simulator-step.js';
import { isObject } from './wire.js';

/** Long enough for a busy machine, but a test that waits in vain must end. */
const WAIT_TIMEOUT_MS = 60_000;

/** Handles the paths under `/_simulator`, except the deletion of an account. */
export async function control(account: Account, { method, path, query, body }: Call): Promise<unknown> {
  const [, , action = '', name = ''] = path.split('/');
  switch (`${method} ${action}`) {
    case 'POST script':
      if (!Array.isArray(body)) throw invalid('a script is an array of steps');
      return account.script(body.map(toStep));
    case 'POST defaults':
      return account.setDefaults(toStep(body));
    case 'POST clock':
      if (!isObject(body) || typeof body.advance_ms !== 'number') throw invalid('advance_ms is not a number');
      return account.clock.advance(body.advance_ms);
    case 'POST release':
      return account.release(decodeURIComponent(name));
    case 'GET requests':
      return account.journal.read();
    case 'GET stats':
      return account.stats();
    case 'GET in-flight':
      return waitForInFlight(account, Number(new URLSearchParams(query).get('n')));
    default:
      throw new SimulatedError(404, `${method} ${path} is not a path of the simulator`);
  }
}

function toStep(value: unknown): SimulatorStep {
  if (!isObject(value)) throw invalid('a step is an object');
  const problem = findStepProblem(value);
  if (problem !== undefined) throw invalid(`a step has no ${problem}: ${JSON.stringify(value[problem])}`);
  return value;
}

async function waitForInFlight(account: Account, n: number): Promise<unknown> {
  const reached = account.whenInFlight(n).then(() => true);
  if (await Promise.race([reached, sleep(WAIT_TIMEOUT_MS, false, { ref: false })])) return account.stats();
  throw new SimulatedError(408, `waited ${WAIT_TIMEOUT_MS} ms for ${n} in flight, have ${account.stats().in_flight}`);
}
