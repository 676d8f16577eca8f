import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, type Owner, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import type { UserPreferences } from './entities/user-preferences.entity.js';
import { PreferencesChangedError } from './preferences.errors.js';
import { PreferencesRepository } from './preferences.repository.js';
import type { Preferences } from './preferences.source.js';

/** A user's standing preferences as they are kept. */
export interface KeptPreferences {
  readonly preferences: Preferences;
  /** 0: never set; one more with each change. */
  readonly version: number;
  readonly updatedAt: Date | null;
}

const NEVER_SET: KeptPreferences = { preferences: {}, version: 0, updatedAt: null };

/** Keeps what users want of every call made for them. That they are read or replaced is recorded. */
@Injectable()
export class PreferencesService {
  constructor(
    private readonly repository: PreferencesRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /** All of a user's; of one that has never set any there are none, at version 0. @throws DatabaseUnavailableError */
  find(owner: Owner): Promise<KeptPreferences> {
    const read = { action: 'preferences.read' } as const;
    return this.audit.attempt(owner, read, async () => {
      const kept = await this.findForCall(owner);
      await this.audit.note(owner, read);
      return kept;
    });
  }

  /** The same for a call that they shape: it is the call that is recorded. */
  async findForCall(owner: Owner): Promise<KeptPreferences> {
    const row = await this.repository.find(owner);
    return row ? { preferences: toPreferences(row), version: row.version, updatedAt: row.updatedAt } : NEVER_SET;
  }

  /**
   * Replaces all of them: what is not there is unset.
   * @param isMet whether they may be replaced where they are at this version; it must not wait for anything. @default always
   * @throws PreferencesChangedError where they may not
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
        // Looked at last, when nobody else can change them any more: what may not be is rolled back.
        if (!isMet(version - 1)) throw new PreferencesChangedError();
        await this.audit.record(owner, { ...changed, detail: { ...changed.detail, version } });
        const facts = { version, fields: changed.detail.fields };
        this.unitOfWork.afterCommit(() => this.events.emit('preferences.changed', owner, facts));
        return { preferences, version, updatedAt };
      }),
    );
  }
}

/** The names of those that are set, as the routes call them: what they are set to is nobody else's business. */
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
