import { AppError } from '../common/index.js';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;
/** A wait that Claude asks for is taken as it is up to this; a longer one is the client's to sit out. */
const LONGEST_ASKED_MS = 60_000;

/**
 * How long to wait before the next attempt, in milliseconds; `null` when there is to be none. As the SDK does it
 * (core of @anthropic-ai/sdk 1.12, `retryRequest`): what Claude asks for, else half a second, doubled each time, minus
 * up to a quarter by chance, so that those who failed together do not come back together.
 */
export function retryDelayMs(error: unknown, attempt: number, maxRetries: number): number | null {
  if (!(error instanceof AppError) || !error.detail.isTransient || attempt > maxRetries) return null;
  const { retryAfterMs } = error.detail;
  if (retryAfterMs !== undefined) return retryAfterMs <= LONGEST_ASKED_MS ? retryAfterMs : null;
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  return delay * (1 - Math.random() * 0.25);
}
