import { AppError } from '../common/index.js';

/** The preferences are not what the caller took them for. */
export class PreferencesChangedError extends AppError {
  readonly code = 'precondition_failed';
  readonly kind = 'precondition_failed';
  readonly title = 'It has changed';

  constructor() {
    super(
      'The preferences are not what If-Match or If-None-Match says. Read them again, then send what they are to be.',
    );
  }
}
