import { ClaimSignals } from './claim-signals.js';

/** SQLite carries no messages, and has one service process. Another one finds out when it looks again. */
export class LocalClaimSignals extends ClaimSignals {
  protected tellOthers(): Promise<void> {
    return Promise.resolve();
  }
}
