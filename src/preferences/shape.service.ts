import { Injectable } from '@nestjs/common';
import { type ClaudeRequest, ClaudeService } from '../claude/index.js';
import type { Owner } from '../common/index.js';
import { type Preferences, PreferencesSource } from './preferences.source.js';
import { systemText } from './system-text.js';

/** The parameters of a call besides its messages. */
export type CallShape = Pick<ClaudeRequest, 'model' | 'maxTokens' | 'effort' | 'system'>;

/** The parameters that a request sets. Its system text is appended to that of the preferences. */
export interface AskedShape extends Pick<Preferences, 'model' | 'maxTokens' | 'effort' | 'system'> {
  /** Whether the user's preferences apply to the call. @default true */
  readonly preferences?: boolean | undefined;
}

export interface Shaped {
  readonly shape: CallShape;
  /** Metadata for the answer: the names of the preferences that applied. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Determines the parameters of all calls, so that preferences apply to analyses and conversations alike. */
@Injectable()
export class ShapeService {
  constructor(
    private readonly preferences: PreferencesSource,
    private readonly claude: ClaudeService,
  ) {}

  /**
   * Each value is taken from the request, else from the user's preferences, else from the defaults. @throws
   * DatabaseUnavailableError
   */
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

/** The names of the preferences that applied, as in the API. Preferences that the request overrides did not. */
function namesOf(preferred: Preferences, asked: AskedShape): string[] {
  const applied = {
    effort: preferred.effort && !asked.effort,
    language: preferred.language,
    max_tokens: preferred.maxTokens && !asked.maxTokens,
    model: preferred.model && !asked.model,
    profile: Object.keys(preferred.profile ?? {}).length > 0,
    system: preferred.system,
  };
  return Object.entries(applied).flatMap(([name, isApplied]) => (isApplied ? [name] : []));
}
