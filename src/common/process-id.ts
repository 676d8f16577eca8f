import { randomUUID } from 'node:crypto';

/** Names this run of this process among the replicas: who holds a lease. A restart is somebody else. */
export class ProcessId {
  readonly value = randomUUID();
}
