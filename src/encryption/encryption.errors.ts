import { AppError } from '../common/index.js';

/**
 * Content is encrypted with a master key that this process does not have. It is readable again once the key is
 * configured.
 */
export class EncryptionKeyMissingError extends AppError {
  readonly code = 'encryption_key_missing';
  readonly kind = 'unavailable';
  readonly title = 'A key is missing';

  constructor() {
    super(
      'The content is encrypted with a master key that is not configured. ' +
        'The operator has to add the key to ENCRYPTION_KEYS; `reprise encryption status` names it.',
    );
  }
}

/** Stored content was changed, or moved from another row, outside of Reprise. It is never returned. */
export class UnreadableContentError extends AppError {
  readonly code = 'content_unreadable';
  readonly kind = 'unavailable';
  readonly title = 'The stored content cannot be read';

  constructor(
    readonly table: string,
    readonly column: string,
    readonly rowId: string,
    cause?: string,
    message = `The content of ${table}.${column} of ${rowId} was changed outside of Reprise. ` +
      'The operator has to restore it from a backup.',
  ) {
    super(message, { cause });
  }
}

/** Stored content is plain or sealed in the old format, so that Reprise cannot prove that it is unchanged. */
export class UnsealedContentError extends UnreadableContentError {
  constructor(
    table: string,
    rowId: string,
    readonly format: 'plain' | 'old_format',
  ) {
    const state = format === 'plain' ? 'not encrypted' : 'encrypted in the old format';
    const message =
      `The content of ${table} of ${rowId} is ${state}, so Reprise cannot prove that it is unchanged. ` +
      'The operator has to run `reprise encryption seal`, or to restore the row from a backup.';
    super(table, 'key_id', rowId, undefined, message);
  }
}
