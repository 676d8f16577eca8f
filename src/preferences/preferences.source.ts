import type { Effort } from '../claude/index.js';
import type { Owner } from '../common/index.js';

/** What a user wants of every call made for it. What is not there is left to the caller and to the defaults. */
export interface Preferences {
  readonly model?: string | undefined;
  /** Upper bound of an answer, in tokens. */
  readonly maxTokens?: number | undefined;
  readonly effort?: Effort | undefined;
  /** Standing instructions: they come before those of a request or a conversation. */
  readonly system?: string | undefined;
  /** The language of answers: a tag, such as `pt-BR`, or what people call it. */
  readonly language?: string | undefined;
  /** What Claude is to know of the user. */
  readonly profile?: Readonly<Record<string, string>> | undefined;
}

/** Where the standing preferences of users come from; a host may bring its own. */
export abstract class PreferencesSource {
  abstract find(owner: Owner): Promise<Preferences>;
}

/** Nobody has any. */
export class NoPreferences extends PreferencesSource {
  find(): Promise<Preferences> {
    return Promise.resolve({});
  }
}
