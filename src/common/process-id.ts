import { randomUUID } from 'node:crypto';

/** Identifies this run of the process as the holder of leases. A restarted process has a new id. */
export class ProcessId {
  readonly value = randomUUID();
}
