import { AppError, NotFoundError } from '../common/index.js';

export class ResultNotFoundError extends NotFoundError {
  constructor() {
    super('There is no such result. It may have been deleted; GET /history/{user_id} lists the ones there are.');
  }
}

export class RefusedError extends AppError {
  readonly code = 'refused';
  readonly kind = 'unprocessable';
  readonly title = 'Claude declined to answer';

  constructor(resultId: string, requestId: string | null) {
    super(
      `Claude declined to answer this text. What it said is stored as result ${resultId}; change the text to try again.`,
      {
        resultId,
        requestId,
      },
    );
  }
}
