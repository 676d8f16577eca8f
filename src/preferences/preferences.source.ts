import type { Effort } from '../claude/index.js';
import type { Owner } from '../common/index.js';

/** The preferences of a user for all calls. Missing values are left to the request and to the defaults. */
export interface Preferences {
  readonly model?: string | undefined;
  /** Maximum length of an answer in tokens. */
  readonly maxTokens?: number | undefined;
  readonly effort?: Effort | undefined;
  /** Instructions to Claude, which precede the system text of a request or a conversation. */
  readonly system?: string | undefined;
  /** The language of answers: a language tag such as `pt-BR`, or a name. */
  readonly language?: string | undefined;
  /** Facts about the user that Claude should know. */
  readonly profile?: Readonly<Record<string, string>> | undefined;
}

/** Port to the source of users' preferences. A host may provide its own. */
export abstract class PreferencesSource {
  abstract find(owner: Owner): Promise<Preferences>;
}

/** A source without preferences. */
export class NoPreferences extends PreferencesSource {
  find(): Promise<Preferences> {
    return Promise.resolve({});
  }
}
