import { MAX_TIMER_MS, type OptionRule, options, rule, text, wholeNumber } from '../common/index.js';
import type { AnthropicSdk } from './anthropic/anthropic-sdk.js';
import type { PriceEntry } from './pricing/price-entry.js';

/** Token of the options as the host gave them. */
export const CLAUDE_OPTIONS = Symbol('CLAUDE_OPTIONS');

/** Token of the options with every default filled in; the module's own. */
export const CLAUDE_SETTINGS = Symbol('CLAUDE_SETTINGS');

export interface ClaudeModuleOptions {
  /** The Anthropic API key. Required unless `client` is given. */
  readonly apiKey?: string | undefined;
  /**
   * Where Claude is, before `/v1`: an http or https address without credentials, query and fragment. The environment is
   * never asked. @default 'https://api.anthropic.com'
   */
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
  /** Of these, how many may be of one tenant; its further ones wait. @default as many as `maxConcurrency` */
  readonly maxConcurrencyPerTenant?: number | undefined;
  /** Of these, how many may be of one user; its further ones wait. @default as many as `maxConcurrency` */
  readonly maxConcurrencyPerUser?: number | undefined;
  /** Calls that may wait, of a tenant and of a user the same share as of those at once; one more is refused at once with
   * `ClaudeOverloadedError`, or with `TooManyCallsError` for what is above a share. @default 1024 */
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

const claudeAddress: OptionRule = (value, name) => {
  if (value === undefined) return [];
  const fault = typeof value === 'string' ? baseUrlFault(value, name) : `${name} must be an http or https address`;
  return fault === null ? [] : [fault];
};

export const CLAUDE_RULES = options<ClaudeModuleOptions>({
  apiKey: rule('an Anthropic API key, a string that is not empty', isText),
  baseUrl: claudeAddress,
  client: rule('a client of @anthropic-ai/sdk', isClient),
  defaultModel: text,
  defaultMaxTokens: wholeNumber(1),
  timeoutMs: wholeNumber(1, MAX_TIMER_MS),
  maxRetries: wholeNumber(0, 100),
  maxConcurrency: wholeNumber(1),
  maxConcurrencyPerTenant: wholeNumber(1),
  maxConcurrencyPerUser: wholeNumber(1),
  maxQueued: wholeNumber(0),
  maxQueueMs: wholeNumber(0, MAX_TIMER_MS),
  prices: rule('an array of prices, as parsePrices returns them', isPrices),
});

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** What the prices are is for `PriceList` to check, which says which of them is wrong. */
function isPrices(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null);
}

/** What is called of it; its class may come from another copy of the SDK. */
function isClient(value: unknown): boolean {
  const { messages, models } = (value ?? {}) as { messages?: Partial<AnthropicSdk['messages']>; models?: object };
  return typeof messages?.create === 'function' && typeof messages.stream === 'function' && models !== undefined;
}

/** The options with their defaults. */
export function toClaudeSettings(given: ClaudeModuleOptions): ClaudeSettings {
  return {
    apiKey: given.apiKey,
    baseUrl: given.baseUrl,
    client: given.client,
    defaultModel: given.defaultModel ?? 'claude-sonnet-5-5',
    defaultMaxTokens: given.defaultMaxTokens ?? 4096,
    timeoutMs: given.timeoutMs ?? 600_000,
    maxRetries: given.maxRetries ?? 2,
    maxConcurrency: given.maxConcurrency ?? 64,
    maxConcurrencyPerTenant: given.maxConcurrencyPerTenant ?? given.maxConcurrency ?? 64,
    maxConcurrencyPerUser: given.maxConcurrencyPerUser ?? given.maxConcurrency ?? 64,
    maxQueued: given.maxQueued ?? 1024,
    maxQueueMs: given.maxQueueMs ?? 30_000,
    prices: given.prices ?? [],
  };
}

/**
 * What is wrong with such an address, without repeating it: it may hold a secret. `null` where nothing is.
 * @param name what it is called where it was set
 */
export function baseUrlFault(baseUrl: string, name: string): string | null {
  if (!URL.canParse(baseUrl)) return `${name} must be an http or https address`;
  const { protocol, username, password } = new URL(baseUrl);
  if (protocol !== 'http:' && protocol !== 'https:') return `${name} must be an http or https address`;
  if (username !== '' || password !== '' || /^[^/]*\/\/[^/]*@/.test(baseUrl))
    return `${name} must hold no user name or password: Claude is asked with the API key`;
  // Also an empty one: the path of each request would end up in it.
  if (/[?#]/.test(baseUrl)) return `${name} must end before any query or fragment (? or #)`;
  return null;
}
