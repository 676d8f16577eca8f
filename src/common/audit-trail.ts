import type { AuditAction } from './audit-actions.js';
import { AppError, type AppErrorDetail } from './errors.js';
import type { AccessScope } from './owner.js';

/** What was done, on which record. Who did it, when, and in which request is known by whoever keeps the trail. */
export interface AuditEntry {
  /** Taken beforehand, by a draft. @default a new one */
  readonly id?: string | undefined;
  readonly action: AuditAction;
  /** The record it is about, where it is one that has an id. */
  readonly subjectId?: string | null | undefined;
  /** How it ended: `done`, or the code of the error. @default 'done' */
  readonly outcome?: string | undefined;
  /** The journal's calls that were made for it. */
  readonly callIds?: readonly string[] | undefined;
  /** What was sent and what was received. Only salted digests of it are kept. */
  readonly sent?: string | undefined;
  readonly received?: string | undefined;
  /** Counts, ids and settings; never content. */
  readonly detail?: AuditDetail | undefined;
}

export type AuditDetail = Readonly<Record<string, string | number | boolean | null | readonly string[] | AuditCounts>>;
export type AuditCounts = Readonly<Record<string, number>>;

/** The record of how a request ends that takes its time: begun before, and written once, whichever way it ends. */
export class AuditDraft {
  /** The journal's calls that have been made for it so far. */
  readonly callIds: string[] = [];
  /** Whether it is committed with a change, also where the request then fails: an answer that is refused is stored. */
  isWritten = false;

  /** @param id the one that the answer names */
  constructor(readonly id?: string) {}
}

/** The port to whoever keeps the audit trail. `of` is whose things it is about: a user's, or (`userId: null`) the tenant's. */
export abstract class AuditTrail {
  /** Records a change in its own transaction, the surrounding one: both are committed, or neither. @returns the record's id */
  abstract record(of: AccessScope, entry: AuditEntry): Promise<string>;

  /**
   * Records a read, or a change that did not come about: committed with others within a second, and before a shutdown.
   * @throws DatabaseUnavailableError when too many wait because the database does not take them
   */
  abstract note(of: AccessScope, entry: AuditEntry): Promise<void>;

  /** Begins the record of how this request ends. */
  draft(): AuditDraft {
    return new AuditDraft();
  }

  /** Does what records its own success, and notes how it failed. @param draft of the record, where there is one */
  async attempt<T>(of: AccessScope, entry: AuditEntry, work: () => Promise<T>, draft?: AuditDraft): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!draft?.isWritten) await this.note(of, failed(entry, error, draft)).catch(() => undefined);
      throw error;
    }
  }
}

function failed(entry: AuditEntry, error: unknown, draft?: AuditDraft): AuditEntry {
  const { resultId, messageId, isIdempotentReplay, unfinished }: AppErrorDetail =
    error instanceof AppError ? error.detail : {};
  return {
    ...entry,
    // What goes on all the same writes the draft's record in the end, and this is another one.
    ...(draft && { id: unfinished ? undefined : draft.id, callIds: [...draft.callIds] }),
    subjectId: entry.subjectId ?? resultId ?? messageId,
    outcome: outcomeOf(error),
    ...(isIdempotentReplay && { detail: { ...entry.detail, idempotent: true } }),
  };
}

/** How what ended with this error is recorded: by the code of one of ours. */
export function outcomeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  // A signal's reason; by its name, since a DOMException of another realm is no Error of ours.
  return (error as { readonly name?: unknown } | null)?.name === 'AbortError' ? 'aborted' : 'internal_error';
}

/** Keeps no trail, where a host or an operator has decided so: `AuditModule.forRoot({ isEnabled: false })`. */
export class NoAuditTrail extends AuditTrail {
  record(): Promise<string> {
    return Promise.resolve('');
  }

  note(): Promise<void> {
    return Promise.resolve();
  }
}

/** Most ids of a list that its record names; no page is longer. */
const MOST_IDS = 100;

/** What is recorded of a list: how long it was, and of what. */
export function listDetail(rows: readonly { readonly id: string }[]): AuditDetail {
  const ids = rows.slice(0, MOST_IDS).map(({ id }) => id);
  return { count: rows.length, ids };
}
