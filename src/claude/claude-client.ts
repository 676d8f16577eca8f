export const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
/** The `effort` parameter of the Claude API. */
export type Effort = (typeof EFFORTS)[number];

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = Record<string, JsonValue>;

/** A content block of a message, exactly as Claude sent it: text, thinking, tool use, … */
export type ContentBlock = JsonObject & { readonly type: string };

export interface ClaudeMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly ContentBlock[];
}

/** All parameters that influence Claude's reply. */
export interface ClaudeRequest {
  readonly model: string;
  /** Maximum length of the reply, in tokens. */
  readonly maxTokens: number;
  readonly system: string | null;
  readonly messages: readonly ClaudeMessage[];
  readonly effort: Effort | null;
  /** JSON Schema that the reply's text must satisfy, or `null` for free text. */
  readonly schema: JsonObject | null;
  /**
   * Whether Claude keeps the prompt's prefix in its prompt cache for one hour. Conversations set this, because the next
   * request begins with the same prefix. It affects the price, not the reply.
   */
  readonly cachePrefix: boolean;
}

/** Token counts by kind. As in the Claude API, `inputTokens` excludes both kinds of cache tokens. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheCreationInputTokens: number;
  readonly cacheReadInputTokens: number;
  /** The part of `cacheCreationInputTokens` that is cached for one hour; the rest is cached for five minutes. */
  readonly cacheCreation1hInputTokens: number;
  readonly serviceTier: string | null;
  readonly inferenceGeo: string | null;
  readonly speed: string | null;
}

export interface ClaudeReply {
  /** Claude's `request-id` response header. */
  readonly requestId: string | null;
  /** The model that replied: a dated snapshot if the request named an alias. */
  readonly model: string;
  readonly content: readonly ContentBlock[];
  /** `end_turn`, `stop_sequence`, `max_tokens`, `refusal`, … Claude may add further values. */
  readonly stopReason: string;
  /** `null` if Claude sent no readable token counts. */
  readonly usage: TokenUsage | null;
  /**
   * Whether `usage.outputTokens` counts all of `content`. A stream begins with a provisional count, which is wrong for a
   * reply that broke off before the final count arrived. @default true
   */
  readonly isOutputCounted?: boolean;
}

/** The limits of a model, in tokens; `null` if Claude does not report a limit. */
export interface ModelLimits {
  /** The context window. */
  readonly maxInputTokens: number | null;
  /** The largest allowed `max_tokens`. */
  readonly maxOutputTokens: number | null;
}

/** The port to Claude. Hosts and tests may provide their own adapter; the default one uses the official SDK. */
export abstract class ClaudeClient {
  /**
   * Sends one request and waits for the complete reply.
   * @throws an error of `claude.errors.ts`, never an error of the SDK; the signal's reason if it aborts
   */
  abstract complete(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeReply>;

  /**
   * Sends one request and passes the reply's text on as it arrives. Claude bills tokens once it has begun to reply, so
   * from then on a failure is returned as a value with the partial reply.
   * @throws the same errors as `complete`, but only before Claude begins to reply
   */
  abstract stream(request: ClaudeRequest, onText: (delta: string) => void, signal?: AbortSignal): Promise<StreamEnd>;

  /**
   * Looks up the limits of a model. Returns or fails within five seconds. Costs nothing.
   * @throws the same errors as `complete`; `ClaudeRejectedError` if Claude does not know the model
   */
  abstract limitsOf(model: string, signal?: AbortSignal): Promise<ModelLimits>;
}

export type StreamEnd =
  | { readonly isWhole: true; readonly reply: ClaudeReply }
  /** `cause` is the signal's reason or an error of `claude.errors.ts`. */
  | { readonly isWhole: false; readonly reply: ClaudeReply; readonly cause: unknown };
