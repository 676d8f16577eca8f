import type { AuditAction } from './audit-actions.js';
import { AppError, type AppErrorDetail } from './errors.js';
import type { AccessScope } from './owner.js';

/** An action to be recorded. The audit trail adds the actor, the time and the request. */
export interface AuditEntry {
  /** The id reserved by a draft. @default a new id */
  readonly id?: string | undefined;
  readonly action: AuditAction;
  /** The id of the subject of the action, if it has one. */
  readonly subjectId?: string | null | undefined;
  /** `done`, or the code of an error. @default 'done' */
  readonly outcome?: string | undefined;
  /** Ids of the calls to Claude made for the action, as in the journal. */
  readonly callIds?: readonly string[] | undefined;
  /** The text sent to Claude. Only a salted digest is stored. */
  readonly sent?: string | undefined;
  /** The text received from Claude. Only a salted digest is stored. */
  readonly received?: string | undefined;
  /** Counts, ids and settings; never content. */
  readonly detail?: AuditDetail | undefined;
}

export type AuditDetail = Readonly<Record<string, string | number | boolean | null | readonly string[] | AuditCounts>>;
export type AuditCounts = Readonly<Record<string, number>>;

/** The audit record of a long request: created when the request begins, and written once with its outcome. */
export class AuditDraft {
  /** Ids of the calls to Claude made so far. */
  readonly callIds: string[] = [];
  /**
   * Whether the record was committed with a change. A refused answer, for example, is stored although the request
   * fails.
   */
  isWritten = false;

  /** @param id the id that the response names in `Reprise-Audit-Id` */
  constructor(readonly id?: string) {}
}

/** Port to the audit trail. `scope` is the user whose data an action concerns, or with `userId: null` the tenant. */
export abstract class AuditTrail {
  /**
   * Records a change in the surrounding transaction, so that both are committed together. @returns the id of the record
   */
  abstract record(scope: AccessScope, entry: AuditEntry): Promise<string>;

  /**
   * Records a read, or a failed change. The record is committed with others within a second, and before a shutdown.
   * @throws DatabaseUnavailableError if too many records wait because the database is unavailable
   */
  abstract note(scope: AccessScope, entry: AuditEntry): Promise<void>;

  /** Creates the record of the current request's outcome. */
  draft(): AuditDraft {
    return new AuditDraft();
  }

  /**
   * Runs work that records its own success, and records its failure. @param draft the record of the request, if there
   * is one
   */
  async attempt<T>(scope: AccessScope, entry: AuditEntry, work: () => Promise<T>, draft?: AuditDraft): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!draft?.isWritten) await this.note(scope, failed(entry, error, draft)).catch(() => undefined);
      throw error;
    }
  }
}

function failed(entry: AuditEntry, error: unknown, draft?: AuditDraft): AuditEntry {
  const { resultId, messageId, isIdempotentReplay, unfinished }: AppErrorDetail =
    error instanceof AppError ? error.detail : {};
  return {
    ...entry,
    // Unfinished work writes the draft's record when it ends, so this failure gets an id of its own.
    ...(draft && { id: unfinished ? undefined : draft.id, callIds: [...draft.callIds] }),
    subjectId: entry.subjectId ?? resultId ?? messageId,
    outcome: outcomeOf(error),
    ...(isIdempotentReplay && { detail: { ...entry.detail, idempotent: true } }),
  };
}

/** The outcome to record for an error: its code, `aborted` or `internal_error`. */
export function outcomeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  // The reason of an aborted signal. Checked by name, because a DOMException of another realm is not an instance of
  // Error.
  return (error as { readonly name?: unknown } | null)?.name === 'AbortError' ? 'aborted' : 'internal_error';
}

/** Records nothing. Used with `AuditModule.forRoot({ isEnabled: false })`. */
export class NoAuditTrail extends AuditTrail {
  record(): Promise<string> {
    return Promise.resolve('');
  }

  note(): Promise<void> {
    return Promise.resolve();
  }
}

/** Maximum number of ids in the record of a list; no page is longer. */
const MOST_IDS = 100;

/** The detail recorded for a list: the number of its rows and their ids. */
export function listDetail(rows: readonly { readonly id: string }[]): AuditDetail {
  const ids = rows.slice(0, MOST_IDS).map(({ id }) => id);
  return { count: rows.length, ids };
}
