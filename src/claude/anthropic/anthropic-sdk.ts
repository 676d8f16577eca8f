import { Anthropic } from '@anthropic-ai/sdk';
import { openTransport } from './transport.js';

/** The `anthropic-version` header that this SDK sends: the dialect that everything stored was written in. */
export const CLAUDE_API_VERSION = '2026-10-21';

export const OFFICIAL_BASE_URL = 'https://api.anthropic.com';

/**
 * The part of an `Anthropic` client this library calls. Structural on purpose: a host's client may come
 * from another copy or platform of the SDK, whose classes are not ours to compare.
 */
export interface AnthropicSdk {
  readonly messages: {
    create(params: MessageParams, options?: AnthropicCallOptions): PromiseLike<unknown>;
    stream(params: MessageParams, options?: AnthropicCallOptions): AnthropicStream;
  };
  readonly models: {
    retrieve(modelId: string, params?: null, options?: AnthropicCallOptions): PromiseLike<unknown>;
  };
}

export type MessageParams = Anthropic.MessageCreateParamsNonStreaming;

/** The part of the SDK's `MessageStream` this library uses. */
export interface AnthropicStream {
  readonly request_id: string | null | undefined;
  on(event: 'text', listener: (delta: string) => void): unknown;
  on(event: 'streamEvent', listener: (event: { readonly type: string }, snapshot: unknown) => void): unknown;
  done(): Promise<void>;
}

export interface AnthropicCallOptions {
  signal?: AbortSignal;
  /** In milliseconds. */
  timeout?: number;
  /** Always 0: retrying belongs to the journal, which writes each attempt down. */
  maxRetries?: number;
}

export interface AnthropicSdkOptions {
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
}

/**
 * One SDK client that takes its settings from the options alone. Left to itself the SDK also reads the
 * environment (`ANTHROPIC_BASE_URL`, `_AUTH_TOKEN`, `_CUSTOM_HEADERS`, `_LOG`, `_OPEN_TELEMETRY*`,
 * `_WEBHOOK_SIGNING_KEY`) and, without a key, credential profiles on disk.
 * @throws Error when the key is missing or cannot stand in a header; the message never repeats it.
 */
export function openAnthropicSdk({ apiKey, baseUrl }: AnthropicSdkOptions): AnthropicSdk {
  // Checked here because the platform's own complaint about a bad header value quotes the value.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new Error('the Anthropic API key is empty or holds characters no key has');
  return new Anthropic({
    apiKey,
    authToken: null,
    webhookKey: null,
    baseURL: baseUrl ?? OFFICIAL_BASE_URL,
    maxRetries: 0,
    // At `debug` the SDK logs whole prompts; at any level it writes to the console behind the host's logger.
    logLevel: 'off',
    // Its spans can carry prompts, and its trace headers send the host's baggage to a third party.
    openTelemetry: false,
    fetch: openTransport((headers) => ownHeaders(headers, apiKey)),
  });
}

const OWN_HEADER = /^(accept|content-type|user-agent|x-stainless-.+)$/;

/** No option turns `ANTHROPIC_CUSTOM_HEADERS` off, and it could even replace the key: keep what the SDK itself adds. */
function ownHeaders(headers: Headers, apiKey: string): Record<string, string> {
  const kept: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (OWN_HEADER.test(name)) kept[name] = value;
  });
  return { ...kept, authorization: `Bearer ${apiKey}`, 'anthropic-version': CLAUDE_API_VERSION };
}
