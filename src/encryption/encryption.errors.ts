import { AppError } from '../common/index.js';

/** What is stored is encrypted under a master key that this process was not given. Nothing is lost: the key opens it. */
export class EncryptionKeyMissingError extends AppError {
  readonly code = 'encryption_key_missing';
  readonly kind = 'unavailable';
  readonly title = 'A key is missing';

  constructor() {
    super(
      'This is stored encrypted, and the service was not given the master key that opens it. ' +
        'The operator has to add it to ENCRYPTION_KEYS again; `reprise encryption status` names it.',
    );
  }
}

/** What is stored is not what was stored there: it was changed, or moved from another row. It is never shown as if it was. */
export class UnreadableContentError extends AppError {
  readonly code = 'content_unreadable';
  readonly kind = 'unavailable';
  readonly title = 'What is stored cannot be read';

  constructor(
    readonly table: string,
    readonly column: string,
    readonly rowId: string,
    cause?: string,
    message = `What is stored in ${table}.${column} of ${rowId} is not what was stored there: it was changed ` +
      'outside of Reprise. The operator has to restore it from a backup.',
  ) {
    super(message, { cause });
  }
}

/** What is stored may be what was stored there, and nothing proves it: it is plain, or was sealed in the old format. */
export class UnsealedContentError extends UnreadableContentError {
  constructor(
    table: string,
    rowId: string,
    readonly format: 'plain' | 'old_format',
  ) {
    const state = format === 'plain' ? 'not encrypted' : 'encrypted in the old format';
    const message =
      `What is stored in ${table} of ${rowId} is ${state}, and so nothing proves that it was not changed outside of ` +
      'Reprise. The operator has to run `reprise encryption seal`, or to restore it from a backup.';
    super(table, 'key_id', rowId, undefined, message);
  }
}
