import { AppError } from '../common/index.js';

/** The preferences do not meet the request's precondition. */
export class PreferencesChangedError extends AppError {
  readonly code = 'precondition_failed';
  readonly kind = 'precondition_failed';
  readonly title = 'It has changed';

  constructor() {
    super('The preferences do not match If-Match or If-None-Match. Read them again, then repeat your change.');
  }
}
