import { AppError } from '../common/index.js';
import type { CallKind } from './entities/call.entity.js';

const RETRY_AFTER_SECONDS = 5;

/** Claude has answered, and the database has not taken the answer for a while: it is offered again until it does. */
export class AnswerNotStoredYetError extends AppError {
  readonly code = 'database_unavailable';
  readonly kind = 'unavailable';
  readonly title = 'The database is unavailable';

  /** @param unfinished the storing, which goes on */
  constructor({ kind, subjectId }: { readonly kind: CallKind; readonly subjectId: string }, unfinished: Promise<void>) {
    const [name, id] =
      kind === 'analysis' ? ['result', { resultId: subjectId }] : ['message', { messageId: subjectId }];
    super(
      `Claude has answered, but the database does not take the answer at the moment. It is kept as ${name} ${subjectId} once the database is back.`,
      { ...id, retryAfterSeconds: RETRY_AFTER_SECONDS, unfinished },
    );
  }
}

/** While Claude answered, the user was erased: the call is billed, and nothing of it is stored. */
export class UserErasedError extends AppError {
  readonly code = 'user_erased';
  readonly kind = 'conflict';
  readonly title = 'The user was erased';

  constructor() {
    super('The user was erased while Claude answered. The call was billed, and nothing of the answer is stored.');
  }
}
