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

/** Read as it is written: the format of an export, for whoever reads one later. */
const FORMAT = 'reprise-user-export/1';

/** Says everything that is held about a user. */
@Injectable()
export class ExportService {
  constructor(
    @Inject(EXPORTABLES) private readonly exportables: readonly Exportable[],
    private readonly audit: AuditTrail,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
  ) {}

  /**
   * Everything, a piece at a time as it is asked for, each row as it is when it is read. It is recorded before the last
   * piece, with what it held; and where it breaks off, with how. The pieces, joined, are newline-delimited JSON.
   * @throws DatabaseUnavailableError, and ShuttingDownError when the process ends before the last piece
   */
  async *export(owner: Owner): AsyncGenerator<string, void> {
    const record = this.recorder(owner);
    let outcome = 'aborted';
    let totals: NdjsonTotals | null = null;
    const manifest = async (all: NdjsonTotals): Promise<object> => {
      totals = all;
      await record({ counts: all.counts, sha256: all.sha256 });
      outcome = 'done';
      const about = { format: FORMAT, user_id: owner.userId, exported_at: this.clock.now().toISOString() };
      return { ...about, counts: all.counts, sha256: all.sha256 };
    };
    try {
      for await (const piece of toNdjson(this.everything(owner), this.types, manifest)) {
        yield piece;
        // A stop that cannot wait any longer cuts it: a manifest would come too late.
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

  /** In the name of whoever asked: a stream goes on when its request has long been passed on. */
  private recorder(owner: Owner): (detail: NonNullable<AuditEntry['detail']>, outcome?: string) => Promise<void> {
    const acting = currentlyActing();
    return (detail, outcome) => {
      const note = () => this.audit.note(owner, { action: 'user.exported', outcome, detail });
      return acting ? actingAs(acting, note) : note();
    };
  }
}
