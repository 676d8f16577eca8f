import type { AuditAction } from './audit-actions.js';
import { AppError } from './errors.js';
import type { Reach } from './owner.js';

/** What was done, on which record. Who did it, when, and in which request is known by whoever keeps the trail. */
export interface AuditEntry {
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

/** The port to whoever keeps the audit trail. `of` is whose things it is about: a user's, or (`userId: null`) the tenant's. */
export abstract class AuditTrail {
  /** Records a change in its own transaction, the surrounding one: both are committed, or neither. @returns the record's id */
  abstract record(of: Reach, entry: AuditEntry): Promise<string>;

  /**
   * Records a read, or a change that did not come about: committed with others within a second, and before a shutdown.
   * @throws DatabaseUnavailableError when too many wait because the database does not take them
   */
  abstract note(of: Reach, entry: AuditEntry): Promise<void>;

  /** Does what records its own success, and notes with which error of ours it failed. */
  async attempt<T>(of: Reach, entry: AuditEntry, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError) await this.note(of, { ...entry, outcome: error.code }).catch(() => undefined);
      throw error;
    }
  }
}

/** Keeps no trail, where a host or an operator has decided so. */
export class NoAuditTrail extends AuditTrail {
  record(): Promise<string> {
    return Promise.resolve('');
  }

  note(): Promise<void> {
    return Promise.resolve();
  }
}
