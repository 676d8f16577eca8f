import { MAX_TIMER_MS, type OptionRule, options, rule, text, wholeNumber } from '../common/index.js';
import type { AnthropicSdk } from './anthropic/anthropic-sdk.js';
import type { PriceEntry } from './pricing/price-entry.js';

/** Injection token of the options, as the host passed them. */
export const CLAUDE_OPTIONS = Symbol('CLAUDE_OPTIONS');

/** Injection token of the options with all defaults filled in. Internal to the module. */
export const CLAUDE_SETTINGS = Symbol('CLAUDE_SETTINGS');

export interface ClaudeModuleOptions {
  /** The Anthropic API key. Required unless `client` is given. */
  readonly apiKey?: string | undefined;
  /**
   * Base URL of the Claude API, without `/v1`: an http or https URL without credentials, query and fragment. Environment
   * variables are not read. @default 'https://api.anthropic.com'
   */
  readonly baseUrl?: string | undefined;
  /**
   * The host's own `Anthropic` client. It uses its own key, base URL and logger, so `apiKey` and `baseUrl` are ignored.
   * `timeoutMs` and `maxRetries` still apply.
   * @default a client created from the other options
   */
  readonly client?: AnthropicSdk | undefined;
  /** The model of requests that name none. @default 'claude-sonnet-5-5' */
  readonly defaultModel?: string | undefined;
  /** `max_tokens` of requests that set none. @default 4096 */
  readonly defaultMaxTokens?: number | undefined;
  /**
   * Timeout of one attempt in milliseconds, from sending the request to the end of the reply. After it, the attempt fails
   * with `ClaudeTimeoutError`. No retry begins later than this after the call was requested. @default 600_000
   */
  readonly timeoutMs?: number | undefined;
  /** Maximum number of retries of a failed call. @default 2 */
  readonly maxRetries?: number | undefined;
  /** Maximum number of concurrent calls to Claude in this process; further calls are queued. @default 64 */
  readonly maxConcurrency?: number | undefined;
  /** Maximum number of concurrent calls of one tenant; further calls are queued. @default `maxConcurrency` */
  readonly maxConcurrencyPerTenant?: number | undefined;
  /** Maximum number of concurrent calls of one user; further calls are queued. @default `maxConcurrency` */
  readonly maxConcurrencyPerUser?: number | undefined;
  /**
   * Maximum number of queued calls. Tenants and users get the same share of it as of `maxConcurrency`. A call beyond it
   * fails at once with `ClaudeOverloadedError`; a call beyond a share fails with `TooManyCallsError`. @default 1024
   */
  readonly maxQueued?: number | undefined;
  /** Maximum time in the queue in milliseconds; then the call fails with `ClaudeOverloadedError`. @default 30_000 */
  readonly maxQueueMs?: number | undefined;
  /**
   * Prices that replace all built-in prices of the models they name. `parsePrices` reads them from a file's text.
   * @default the built-in prices only
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

/** Checks the shape only: `PriceList` checks each price and names the wrong one. */
function isPrices(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null);
}

/** Checks the methods that are called. `instanceof` would reject a client from another copy of the SDK. */
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
 * Explains why a base URL cannot be used, or returns `null`. The explanation never repeats the URL, which may hold a
 * secret.
 * @param name the name of the option or environment variable
 */
export function baseUrlFault(baseUrl: string, name: string): string | null {
  if (!URL.canParse(baseUrl)) return `${name} must be an http or https address`;
  const { protocol, username, password } = new URL(baseUrl);
  if (protocol !== 'http:' && protocol !== 'https:') return `${name} must be an http or https address`;
  if (username !== '' || password !== '' || /^[^/]*\/\/[^/]*@/.test(baseUrl))
    return `${name} must not contain a user name or password: requests are authenticated with the API key`;
  // Also rejects an empty query or fragment: the SDK would append the request's path to it.
  if (/[?#]/.test(baseUrl)) return `${name} must not contain a query or fragment (? or #)`;
  return null;
}
