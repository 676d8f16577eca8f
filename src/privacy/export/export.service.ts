import { Inject, Injectable } from '@nestjs/common';
import {
  actingAs,
  type AuditEntry,
  AuditTrail,
  Clock,
  currentlyActing,
  type Exportable,
  Lifetime,
  type NdjsonRecord,
  type NdjsonTotals,
  outcomeOf,
  type Owner,
  toNdjson,
} from '../../common/index.js';
import { EXPORTABLES } from './export.tokens.js';

/** Name and version of the export format, for programs that read exports. */
const FORMAT = 'reprise-user-export/1';

/** Exports all data of a user. */
@Injectable()
export class ExportService {
  constructor(
    @Inject(EXPORTABLES) private readonly exportables: readonly Exportable[],
    private readonly audit: AuditTrail,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
  ) {}

  /**
   * Yields pieces of newline-delimited JSON on demand, then a manifest. Each row is exported in its state when it is
   * read. The export is recorded with its counts before the manifest is sent, or with its outcome when it is aborted.
   * @throws DatabaseUnavailableError
   * @throws ShuttingDownError if the process ends before the manifest
   */
  async *export(owner: Owner): AsyncGenerator<string, void> {
    const record = this.recorder(owner);
    let outcome = 'aborted';
    let totals: NdjsonTotals | null = null;
    const manifest = async (all: NdjsonTotals): Promise<object> => {
      totals = all;
      await record({ counts: all.counts, sha256: all.sha256 });
      outcome = 'done';
      return {
        format: FORMAT,
        user_id: owner.userId,
        exported_at: this.clock.now().toISOString(),
        counts: all.counts,
        sha256: all.sha256,
      };
    };
    try {
      for await (const piece of toNdjson(this.everything(owner), this.types, manifest)) {
        yield piece;
        // A shutdown that has waited long enough aborts the export; the missing manifest marks it as incomplete.
        this.lifetime.signal.throwIfAborted();
      }
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      if (outcome !== 'done' && totals === null) await record({}, outcome).catch(() => undefined);
    }
  }

  private get types(): string[] {
    return this.exportables.flatMap(({ types }) => types);
  }

  private async *everything(owner: Owner): AsyncGenerator<NdjsonRecord, void> {
    for (const exportable of this.exportables) yield* exportable.export(owner);
  }

  /** Keeps the caller's audit context, because the stream continues after the request handler has returned. */
  private recorder(owner: Owner): (detail: NonNullable<AuditEntry['detail']>, outcome?: string) => Promise<void> {
    const acting = currentlyActing();
    return (detail, outcome) => {
      const note = () => this.audit.note(owner, { action: 'user.exported', outcome, detail });
      return acting ? actingAs(acting, note) : note();
    };
  }
}
