import type { AnthropicSdk } from './anthropic/anthropic-sdk.js';
import type { PriceEntry } from './pricing/price-entry.js';

/** Token of the options as the host gave them. */
export const CLAUDE_OPTIONS = Symbol('CLAUDE_OPTIONS');

/** Token of the options with every default filled in; the room's own. */
export const CLAUDE_SETTINGS = Symbol('CLAUDE_SETTINGS');

export interface ClaudeModuleOptions {
  /** The Anthropic API key. Required unless `client` is given. */
  readonly apiKey?: string | undefined;
  /** Where Claude is. The environment is never asked. @default 'https://api.anthropic.com' */
  readonly baseUrl?: string | undefined;
  /**
   * The host's own `Anthropic` client, used as it is: its key, address and logging are its own, so
   * `apiKey` and `baseUrl` have no effect. `timeoutMs` and `maxRetries` hold all the same.
   * @default one client made from the other options
   */
  readonly client?: AnthropicSdk | undefined;
  /** The model of requests that name none. @default 'claude-sonnet-5-5' */
  readonly defaultModel?: string | undefined;
  /** Upper bound of an answer in tokens, for requests that name none. @default 4096 */
  readonly defaultMaxTokens?: number | undefined;
  /**
   * Longest time of one attempt in milliseconds, from sending to the end of the reply; then `ClaudeTimeoutError`. No
   * further attempt begins later than that after the first one was asked for. @default 600_000
   */
  readonly timeoutMs?: number | undefined;
  /** How often a failed call is sent again, at most. @default 2 */
  readonly maxRetries?: number | undefined;
  /** Calls to Claude at once in this process; further ones wait. @default 64 */
  readonly maxConcurrency?: number | undefined;
  /** Calls that may wait; one more is refused at once with `ClaudeOverloadedError`. @default 1024 */
  readonly maxQueued?: number | undefined;
  /** Longest wait for a slot in milliseconds; then `ClaudeOverloadedError`. @default 30_000 */
  readonly maxQueueMs?: number | undefined;
  /**
   * Prices that replace the built-in ones of the models they name; `parsePrices` reads them from a file.
   * @default none: the built-in prices
   */
  readonly prices?: readonly PriceEntry[] | undefined;
}

type OptionsWithoutDefault = 'apiKey' | 'baseUrl' | 'client';

export type ClaudeSettings = {
  readonly [K in Exclude<keyof ClaudeModuleOptions, OptionsWithoutDefault>]-?: NonNullable<ClaudeModuleOptions[K]>;
} & Pick<ClaudeModuleOptions, OptionsWithoutDefault>;

/** The longest delay one timer can hold; a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/**
 * The options with their defaults. Asked when the module starts, so that a wrong number stops the start.
 * @throws Error with one line a mistake.
 */
export function toClaudeSettings(options: ClaudeModuleOptions): ClaudeSettings {
  const settings: ClaudeSettings = {
    apiKey: options.apiKey,
    baseUrl: options.baseUrl,
    client: options.client,
    defaultModel: options.defaultModel ?? 'claude-sonnet-5-5',
    defaultMaxTokens: options.defaultMaxTokens ?? 4096,
    timeoutMs: options.timeoutMs ?? 600_000,
    maxRetries: options.maxRetries ?? 2,
    maxConcurrency: options.maxConcurrency ?? 64,
    maxQueued: options.maxQueued ?? 1024,
    maxQueueMs: options.maxQueueMs ?? 30_000,
    prices: options.prices ?? [],
  };
  const problems = [
    settings.defaultModel.trim() === '' && 'defaultModel is empty',
    outOfRange('defaultMaxTokens', settings.defaultMaxTokens, 1, Number.MAX_SAFE_INTEGER),
    outOfRange('timeoutMs', settings.timeoutMs, 1, MAX_TIMER_MS),
    outOfRange('maxRetries', settings.maxRetries, 0, 100),
    outOfRange('maxConcurrency', settings.maxConcurrency, 1, Number.MAX_SAFE_INTEGER),
    outOfRange('maxQueued', settings.maxQueued, 0, Number.MAX_SAFE_INTEGER),
    outOfRange('maxQueueMs', settings.maxQueueMs, 0, MAX_TIMER_MS),
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new Error(`bad ClaudeModule options:\n  ${problems.join('\n  ')}`);
  return settings;
}

function outOfRange(name: string, value: number, least: number, most: number): string | false {
  if (Number.isInteger(value) && value >= least && value <= most) return false;
  return `${name} has to be a whole number from ${least} to ${most}, not ${value}`;
}
