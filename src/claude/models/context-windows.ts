import { aliasOf } from './model-alias.js';

/** The context window of a model, used if Claude cannot be asked. */
export interface ContextWindow {
  /** Alias of the model, such as `claude-haiku-4-5`; its dated snapshots have the same window. */
  readonly model: string;
  /** Maximum length of prompt and reply together, in tokens. */
  readonly tokens: number;
  /** Where the number was published. */
  readonly source: string;
}

const MODEL_PAGE = "the model's page in Anthropic's documentation (platform.claude.com/docs/en/models)";
const CONTEXT_PAGE = 'Anthropic\'s documentation, "Context windows"';
const THIRD_PARTY = 'third party (model catalogues of resellers)';

/** The windows of the models that were offered in November 2026. A model that is not listed has no known window. */
export const CONTEXT_WINDOWS: readonly ContextWindow[] = [
  { model: 'claude-fable-5-2', tokens: 1_000_000, source: THIRD_PARTY },
  { model: 'claude-fable-5-1', tokens: 1_000_000, source: MODEL_PAGE },
  { model: 'claude-fable-5', tokens: 1_000_000, source: MODEL_PAGE },
  { model: 'claude-opus-5-5', tokens: 1_000_000, source: MODEL_PAGE },
  { model: 'claude-opus-5', tokens: 1_000_000, source: MODEL_PAGE },
  { model: 'claude-opus-4-8', tokens: 1_000_000, source: CONTEXT_PAGE },
  { model: 'claude-opus-4-7', tokens: 1_000_000, source: CONTEXT_PAGE },
  { model: 'claude-opus-4-6', tokens: 1_000_000, source: CONTEXT_PAGE },
  { model: 'claude-opus-4-5', tokens: 200_000, source: CONTEXT_PAGE },
  { model: 'claude-sonnet-5-5', tokens: 1_000_000, source: MODEL_PAGE },
  { model: 'claude-sonnet-5', tokens: 1_000_000, source: MODEL_PAGE },
  { model: 'claude-sonnet-4-6', tokens: 1_000_000, source: CONTEXT_PAGE },
  { model: 'claude-sonnet-4-5', tokens: 200_000, source: CONTEXT_PAGE },
  { model: 'claude-haiku-5-5', tokens: 1_000_000, source: MODEL_PAGE },
  { model: 'claude-haiku-4-5', tokens: 200_000, source: CONTEXT_PAGE },
];

/** The context window in tokens, or `null` if the model is not listed. */
export function knownWindowOf(model: string): number | null {
  return CONTEXT_WINDOWS.find((entry) => entry.model === aliasOf(model))?.tokens ?? null;
}
