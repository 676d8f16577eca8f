import { AppError } from '../common/index.js';

const RETRY_AFTER_SECONDS = 5;

export class TooManyOpenRequestsError extends AppError {
  readonly code = 'rate_limited';
  readonly kind = 'rate_limited';
  readonly title = 'Too many requests';

  constructor(most: number) {
    super(
      `At most ${most} requests may be in progress at once, including open streams. Nothing was done; try again when ` +
        'some of them have ended.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }
}

/**
 * Limits how many requests of one identity this process serves at once, including waiting requests and streams that the
 * client reads slowly or not at all.
 */
export class OpenRequests {
  /** Number of open requests by key. Keys without open requests are removed. */
  private readonly counts = new Map<string, number>();

  constructor(private readonly most: number) {}

  /**
   * Counts a request as open.
   * @param key identifies the caller
   * @returns a function to be called once, when the request has ended
   * @throws TooManyOpenRequestsError if the caller has the maximum number of open requests
   */
  enter(key: string): () => void {
    const count = this.counts.get(key) ?? 0;
    if (count >= this.most) throw new TooManyOpenRequestsError(this.most);
    this.counts.set(key, count + 1);
    return () => {
      const left = (this.counts.get(key) ?? 1) - 1;
      if (left === 0) this.counts.delete(key);
      else this.counts.set(key, left);
    };
  }
}
