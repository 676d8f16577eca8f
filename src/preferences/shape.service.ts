import { Injectable } from '@nestjs/common';
import { type ClaudeRequest, ClaudeService } from '../claude/index.js';
import type { Owner } from '../common/index.js';
import { type Preferences, PreferencesSource } from './preferences.source.js';
import { systemText } from './system-text.js';

/** What shapes an answer besides the words that are asked about. */
export type CallShape = Pick<ClaudeRequest, 'model' | 'maxTokens' | 'effort' | 'system'>;

/** What the caller asks of one call. Its system text is added to what the user's preferences make of it. */
export interface AskedShape extends Pick<Preferences, 'model' | 'maxTokens' | 'effort' | 'system'> {
  /** Whether the user's standing preferences shape the call. @default true */
  readonly preferences?: boolean | undefined;
}

export interface Shaped {
  readonly shape: CallShape;
  /** What the answer is to say of its shape: the names of the preferences that are in it. */
  readonly metadata: Readonly<Record<string, string>>;
}

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

  /** What the caller asks, else what the user prefers, else the defaults. @throws DatabaseUnavailableError */
  async shape(owner: Owner, asked: AskedShape): Promise<Shaped> {
    const preferred = asked.preferences === false ? {} : await this.preferences.find(owner);
    const { model, maxTokens } = this.claude.defaults;
    const shape = {
      model: asked.model ?? preferred.model ?? model,
      maxTokens: asked.maxTokens ?? preferred.maxTokens ?? maxTokens,
      effort: asked.effort ?? preferred.effort ?? null,
      system: systemText(preferred, asked.system),
    };
    const names = namesOf(preferred, asked);
    return { shape, metadata: names.length > 0 ? { 'reprise.preferences': names.join(',') } : {} };
  }
}

/** The preferences that are in the shape, as the routes call them; one that the caller asks otherwise is not. */
function namesOf(preferred: Preferences, asked: AskedShape): string[] {
  const isIn = {
    effort: preferred.effort && !asked.effort,
    language: preferred.language,
    max_tokens: preferred.maxTokens && !asked.maxTokens,
    model: preferred.model && !asked.model,
    profile: Object.keys(preferred.profile ?? {}).length > 0,
    system: preferred.system,
  };
  return Object.entries(isIn).flatMap(([name, is]) => (is ? [name] : []));
}
