import { Anthropic } from '@anthropic-ai/sdk';
import { openTransport } from './transport.js';

/** The `anthropic-version` header that this SDK sends: the API version of all stored content. */
export const CLAUDE_API_VERSION = '2026-10-21';

export const OFFICIAL_BASE_URL = 'https://api.anthropic.com';

/**
 * The part of an `Anthropic` client that this library calls. It is structural, because a host's client may come from
 * another copy or platform of the SDK.
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

/** The part of the SDK's `MessageStream` that this library uses. */
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
  /** Always 0: the journal retries, because it records each attempt. */
  maxRetries?: number;
}

export interface AnthropicSdkOptions {
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
}

/**
 * Creates an SDK client that takes its settings only from the options. By default the SDK also reads the environment
 * (`ANTHROPIC_BASE_URL`, `_AUTH_TOKEN`, `_CUSTOM_HEADERS`, `_LOG`, `_OPEN_TELEMETRY*`, `_WEBHOOK_SIGNING_KEY`) and, without
 * a key, credential profiles on disk.
 * @throws Error if the key is missing or is not a valid header value; the message does not contain the key
 */
export function openAnthropicSdk({ apiKey, baseUrl }: AnthropicSdkOptions): AnthropicSdk {
  // Checked here because the platform's error about an invalid header value quotes the value.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new Error('the Anthropic API key is empty or contains invalid characters');
  return new Anthropic({
    apiKey,
    authToken: null,
    webhookKey: null,
    baseURL: baseUrl ?? OFFICIAL_BASE_URL,
    maxRetries: 0,
    // At `debug` the SDK logs whole prompts, and at every level it writes to the console instead of the host's logger.
    logLevel: 'off',
    // The SDK's spans can contain prompts, and its trace headers send the host's baggage to a third party.
    openTelemetry: false,
    fetch: openTransport((headers) => ownHeaders(headers, apiKey)),
  });
}

const OWN_HEADER = /^(accept|content-type|user-agent|x-stainless-.+)$/;

/**
 * Keeps only the headers that the SDK itself adds. No option turns `ANTHROPIC_CUSTOM_HEADERS` off, and it could even
 * replace the API key.
 */
function ownHeaders(headers: Headers, apiKey: string): Record<string, string> {
  const kept: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (OWN_HEADER.test(name)) kept[name] = value;
  });
  return { ...kept, authorization: `Bearer ${apiKey}`, 'anthropic-version': CLAUDE_API_VERSION };
}
