import { AppError } from '../common/index.js';

const RETRY_AFTER_SECONDS = 5;

/** Claude has answered, and the database has not taken the answer for a while: it is offered again until it does. */
export class AnswerNotStoredYetError extends AppError {
  readonly code = 'database_unavailable';
  readonly kind = 'unavailable';
  readonly title = 'The database is unavailable';

  /** @param unfinished the storing, which goes on */
  constructor(resultId: string, unfinished: Promise<void>) {
    super(
      `Claude has answered, but the database does not take the answer at the moment. It is kept as result ${resultId} once the database is back.`,
      { resultId, retryAfterSeconds: RETRY_AFTER_SECONDS, unfinished },
    );
  }
}
