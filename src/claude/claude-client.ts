export const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
/** How hard Claude works on a reply. */
export type Effort = (typeof EFFORTS)[number];

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = Record<string, JsonValue>;

/** One block of a message exactly as Claude sent it: text, thinking, tool use, … */
export type ContentBlock = JsonObject & { readonly type: string };

export interface ClaudeMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly ContentBlock[];
}

/** Everything that shapes Claude's answer. */
export interface ClaudeRequest {
  readonly model: string;
  /** Upper bound of the answer, in tokens. */
  readonly maxTokens: number;
  readonly system: string | null;
  readonly messages: readonly ClaudeMessage[];
  readonly effort: Effort | null;
  /** JSON Schema that the answer's text has to satisfy, or `null` for free text. */
  readonly schema: JsonObject | null;
  /**
   * Whether Claude is asked to keep the prompt's prefix in its own cache for an hour, as a thread does whose next
   * request begins with the same; it changes the price, never the answer.
   */
  readonly cachePrefix: boolean;
}

/** Tokens by kind. `inputTokens` excludes both kinds of cache tokens, as in the Claude API. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheCreationInputTokens: number;
  readonly cacheReadInputTokens: number;
  /** The part of `cacheCreationInputTokens` written for one hour; the rest is written for five minutes. */
  readonly cacheCreation1hInputTokens: number;
  readonly serviceTier: string | null;
  readonly inferenceGeo: string | null;
  readonly speed: string | null;
}

export interface ClaudeReply {
  /** Claude's `request-id` header. */
  readonly requestId: string | null;
  /** The model that answered: a dated snapshot where the request named an alias. */
  readonly model: string;
  readonly content: readonly ContentBlock[];
  /** `end_turn`, `stop_sequence`, `max_tokens`, `refusal`, … The list is open. */
  readonly stopReason: string;
  /** `null` where Claude sent no counts of tokens that can be read. */
  readonly usage: TokenUsage | null;
  /**
   * Whether `usage.outputTokens` counts all of `content`. At the beginning of a stream Claude names a provisional
   * number, which says nothing about a reply that broke off before the final count. @default true
   */
  readonly isOutputCounted?: boolean;
}

/** What a model can take in and give out, in tokens; `null` where Claude does not say. */
export interface ModelLimits {
  /** The context window. */
  readonly maxInputTokens: number | null;
  /** The longest answer that may be asked for. */
  readonly maxOutputTokens: number | null;
}

/** The port to Claude. Hosts and tests may bring their own; the default speaks the official SDK. */
export abstract class ClaudeClient {
  /**
   * Sends one request and waits for the whole reply.
   * @throws one of the errors of `claude.errors.ts`; never an error of the SDK.
   */
  abstract complete(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeReply>;

  /**
   * Sends one request and passes the text of the reply on as it comes. Once Claude has begun to answer, tokens are
   * billed: an end before the end is therefore a value with what there is of the reply, not an error.
   * @throws as `complete` does, as long as Claude has not begun to answer.
   */
  abstract stream(request: ClaudeRequest, onText: (delta: string) => void, signal?: AbortSignal): Promise<StreamEnd>;

  /**
   * Asks what a model can take. Answers or fails within five seconds, and costs nothing.
   * @throws as `complete` does; `ClaudeRejectedError` for a model that Claude does not know.
   */
  abstract limitsOf(model: string, signal?: AbortSignal): Promise<ModelLimits>;
}

export type StreamEnd =
  | { readonly isWhole: true; readonly reply: ClaudeReply }
  /** `cause`: the signal's reason, or an error of `claude.errors.ts`. */
  | { readonly isWhole: false; readonly reply: ClaudeReply; readonly cause: unknown };
