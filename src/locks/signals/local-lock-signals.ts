import { LockSignals } from './lock-signals.js';

/** SQLite carries no messages, and has one service process. Another one finds out when it looks again. */
export class LocalLockSignals extends LockSignals {
  protected tellOthers(): Promise<void> {
    return Promise.resolve();
  }
}
