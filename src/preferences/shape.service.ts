import { Injectable } from '@nestjs/common';
import { type ClaudeRequest, ClaudeService } from '../claude/index.js';
import type { Owner } from '../common/index.js';
import { type Preferences, PreferencesSource } from './preferences.source.js';

/** What shapes an answer besides the words that are asked about. */
export type CallShape = Pick<ClaudeRequest, 'model' | 'maxTokens' | 'effort' | 'system'>;

/**
 * The one place where a call gets its shape: what its caller asks for, else what the user prefers, else the service's
 * defaults. Analyses and conversations alike come here, so that a preference holds for every call made for the user.
 */
@Injectable()
export class ShapeService {
  constructor(
    private readonly preferences: PreferencesSource,
    private readonly claude: ClaudeService,
  ) {}

  /** @param asked what the caller asks for; its system text is added to the user's standing one */
  async shape(owner: Owner, asked: Preferences): Promise<CallShape> {
    const preferred = await this.preferences.find(owner);
    const { model, maxTokens } = this.claude.defaults;
    return {
      model: asked.model ?? preferred.model ?? model,
      maxTokens: asked.maxTokens ?? preferred.maxTokens ?? maxTokens,
      effort: asked.effort ?? preferred.effort ?? null,
      system: [preferred.system, asked.system].filter(Boolean).join('\n\n') || null,
    };
  }
}
