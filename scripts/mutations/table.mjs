import { ANSWERS } from './answers.mjs';
import { CALLS } from './calls.mjs';
import { SERVICE } from './service.mjs';

/** What is promised. */
export const PROMISES = {
  1: 'An acknowledged answer is stored, also across kill -9',
  2: 'Every call to Claude is a row before it leaves; orphans are marked within two leases',
  3: 'One call for each Idempotency-Key, across replicas',
  4: 'Identical requests at once make one call',
  5: 'No replay across tenants',
  6: 'A budget is never passed',
  7: 'That the client of a stream left is recorded',
  8: 'When a plain client leaves, the reply is kept',
  9: 'A truncated answer is never replayed',
  10: 'Each attempt is a row',
  11: 'While the database is down: 503, and no call to Claude',
  12: 'A COMMIT whose answer was lost is looked up, not guessed',
  13: 'Rolling restarts lose nothing',
  14: 'The audit names the first bad record',
  15: 'An erasure leaves no trace, and the audit verifies',
  16: 'Without Redis only the rate limits are lost',
};

/**
 * What breaks it: `from`, which is in the file exactly once, becomes `to`. Of the tests as few as notice: files, and `named`
 * a part of their names. `isBuilt` where they start real processes, which run what is built.
 */
export const MUTATIONS = [...ANSWERS, ...CALLS, ...SERVICE].sort((one, other) => one.promise - other.promise);
