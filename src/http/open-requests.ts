import { AppError } from '../common/index.js';

const RETRY_AFTER_SECONDS = 5;

export class TooManyOpenRequestsError extends AppError {
  readonly code = 'rate_limited';
  readonly kind = 'rate_limited';
  readonly title = 'Too many requests';

  constructor(most: number) {
    super(
      `No more than ${most} requests may be under way at once, open streams among them. Nothing was done; try again when ` +
        'some of them have ended.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }
}

/**
 * Bounds what one identity can hold in this process at once: requests that wait, and streams and exports that are read
 * slowly, or not at all.
 */
export class OpenRequests {
  /** Of those who have any. */
  private readonly counts = new Map<string, number>();

  constructor(private readonly most: number) {}

  /**
   * Counts a request as under way.
   * @param key stands for whose request it is
   * @returns what has to be called, once, when the request is over
   * @throws TooManyOpenRequestsError
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
