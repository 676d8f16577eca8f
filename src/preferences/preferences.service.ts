import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, type Owner, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import type { UserPreferences } from './entities/user-preferences.entity.js';
import { PreferencesChangedError } from './preferences.errors.js';
import { PreferencesRepository } from './preferences.repository.js';
import type { Preferences } from './preferences.source.js';

/** The stored preferences of a user. */
export interface KeptPreferences {
  readonly preferences: Preferences;
  /** 0 if they were never set, incremented with each change. */
  readonly version: number;
  readonly updatedAt: Date | null;
}

const NEVER_SET: KeptPreferences = { preferences: {}, version: 0, updatedAt: null };

/** Stores the preferences of users. Reads and changes are audited. */
@Injectable()
export class PreferencesService {
  constructor(
    private readonly repository: PreferencesRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /** The preferences of a user; empty with version 0 if they were never set. @throws DatabaseUnavailableError */
  find(owner: Owner): Promise<KeptPreferences> {
    const read = { action: 'preferences.read' } as const;
    return this.audit.attempt(owner, read, async () => {
      const kept = await this.findForCall(owner);
      await this.audit.note(owner, read);
      return kept;
    });
  }

  /** As `find`, but not audited, because the call that uses them is. */
  async findForCall(owner: Owner): Promise<KeptPreferences> {
    const row = await this.repository.find(owner);
    return row ? { preferences: toPreferences(row), version: row.version, updatedAt: row.updatedAt } : NEVER_SET;
  }

  /**
   * Replaces all preferences; missing fields are unset.
   * @param isMet precondition on the current version; must be synchronous. @default always met
   * @throws PreferencesChangedError if the precondition is not met
   */
  replace(
    owner: Owner,
    preferences: Preferences,
    isMet: (version: number) => boolean = () => true,
  ): Promise<KeptPreferences> {
    const updatedAt = this.clock.now();
    const changed = { action: 'preferences.changed', detail: { fields: fieldsOf(preferences) } } as const;
    return this.audit.attempt(owner, changed, () =>
      this.unitOfWork.run(async () => {
        const version = await this.repository.replace(owner, { ...toColumns(preferences), updatedAt });
        // Checked after the update has locked the row. If it fails, the transaction is rolled back.
        if (!isMet(version - 1)) throw new PreferencesChangedError();
        await this.audit.record(owner, { ...changed, detail: { ...changed.detail, version } });
        const payload = { version, fields: changed.detail.fields };
        this.unitOfWork.afterCommit(() => this.events.emit('preferences.changed', owner, payload));
        return { preferences, version, updatedAt };
      }),
    );
  }
}

/** The names of the set preferences, as in the API. Their values are not recorded. */
function fieldsOf({ effort, language, maxTokens: max_tokens, model, profile, system }: Preferences): string[] {
  const values = { effort, language, max_tokens, model, profile, system };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

function toPreferences(row: UserPreferences): Preferences {
  return {
    model: row.model ?? undefined,
    maxTokens: row.maxTokens ?? undefined,
    effort: row.effort ?? undefined,
    system: row.system ?? undefined,
    language: row.language ?? undefined,
    profile: row.profile,
  };
}

function toColumns({ model, maxTokens, effort, system, language, profile }: Preferences) {
  return {
    model: model ?? null,
    maxTokens: maxTokens ?? null,
    effort: effort ?? null,
    system: system ?? null,
    language: language ?? null,
    profile: profile ?? {},
  };
}
