import { type Block, type SimulatedUsage } from './wire.js';

/**
 * Describes the response to one request to `/v1/messages`. A request that the API's own rules reject takes no step, so that
 * a script cannot hide a malformed request. Fields can be combined: a step may wait, then reply, then break off.
 */
export interface SimulatorStep {
  /** From 400 on, the response is an error. */
  status?: number;
  /** `error.type`. @default the API's type for `status` */
  error_type?: string;
  /** `error.details.error_code`, the SDK's `errorCode`. */
  error_code?: string;
  /** `error.message`. */
  message?: string;
  /** Header `retry-after`, in seconds. */
  retry_after?: number;
  /** Header `retry-after-ms`. */
  retry_after_ms?: number;
  /** Header `x-should-retry`, which overrides the SDK's own rule. */
  should_retry?: boolean;
  /** Further response headers. They override the simulator's own. */
  headers?: Record<string, string>;
  /** Waits before the reply, in real milliseconds. */
  delay_ms?: number;
  /** Waits before the reply until `release(name)`. Scripting the name again closes a released hold. */
  hold?: string;
  /** Streams only: waits at `hold` after this many events, instead of before the reply. */
  hold_after_events?: number;
  text?: string;
  /** The reply's blocks, sent unchanged: not cut to `max_tokens`, and without a thinking block in front. */
  content?: Block[];
  stop_reason?: string;
  /** The model in the reply. */
  model?: string;
  usage?: Partial<SimulatedUsage>;
  /** Whether the reply begins with a thinking block. @default depends on the model and the request */
  thinking?: boolean;
  /** Where to destroy the connection. A JSON body counts as one event. */
  cut?: 'before_response' | 'after_headers' | { after_events: number } | { after_bytes: number };
  /** Streams only: sends an `error` event (by default `overloaded_error`) in place of the event with this index. */
  stream_error_after_events?: number;
  /** Streams only: leaves the connection open after the last event. */
  keep_open?: boolean;
  /** Sends the reply compressed and in one piece, even if the client does not accept the encoding. */
  encoding?: 'gzip' | 'deflate' | 'br';
  /** Streams only: waits before each event except the first, in real milliseconds. */
  chunk_delay_ms?: number;
  /** Number of requests that take this step. @default 1 */
  repeat?: number;
  /** Only requests whose last message contains this text take the step. @default every request */
  if_asked?: string;
}

/** The step for requests that find the queue empty, and the journal's settings. */
export interface SimulatorDefaults extends Omit<SimulatorStep, 'repeat' | 'if_asked'> {
  /** `false` keeps a SHA-256 of each body instead of the body. @default true */
  journal_bodies?: boolean;
}

export type SimulatorOutcome = 'pending' | 'held' | 'answered' | 'stream_error' | 'cut' | 'client_closed';

/** A request, as the simulator received it. */
export interface SimulatorRequest {
  /** Number of this request of the account, from 1, on any path. */
  n: number;
  /** ISO 8601, by the account's clock. */
  at: string;
  method: string;
  path: string;
  /** API keys are redacted. */
  headers: Record<string, string | string[] | undefined>;
  /** The parsed body; `null` if there was none, it was not JSON, or bodies are not stored. */
  body: unknown;
  /** Only if bodies are not stored. */
  body_sha256: string | null;
  /** `null` until the headers are sent. */
  status: number | null;
  outcome: SimulatorOutcome;
  request_id: string;
  usage: SimulatedUsage | null;
}

export interface SimulatorStats {
  /** All requests under `/v1`. */
  requests: number;
  /** Requests to `POST /v1/messages`. */
  messages: number;
  /** Requests to `POST /v1/messages` that are not answered yet. */
  in_flight: number;
  max_in_flight: number;
}

const NUMBER = 'number';
const STRING = 'string';
const BOOLEAN = 'boolean';

/** Checks the types of fields, because a mistyped field would silently have no effect. `Record` keeps the list complete. */
const FIELD_TYPES: Record<keyof SimulatorStep | keyof SimulatorDefaults, readonly string[]> = {
  status: [NUMBER],
  error_type: [STRING],
  error_code: [STRING],
  message: [STRING],
  retry_after: [NUMBER],
  retry_after_ms: [NUMBER],
  should_retry: [BOOLEAN],
  headers: ['object'],
  delay_ms: [NUMBER],
  hold: [STRING],
  hold_after_events: [NUMBER],
  text: [STRING],
  content: ['object'],
  stop_reason: [STRING],
  model: [STRING],
  usage: ['object'],
  thinking: [BOOLEAN],
  cut: [STRING, 'object'],
  stream_error_after_events: [NUMBER],
  keep_open: [BOOLEAN],
  encoding: [STRING],
  chunk_delay_ms: [NUMBER],
  repeat: [NUMBER],
  if_asked: [STRING],
  journal_bodies: [BOOLEAN],
};

/** Returns the name of the first field that is unknown or has the wrong type. */
export function findStepProblem(step: Record<string, unknown>): string | undefined {
  const fields: Record<string, readonly string[] | undefined> = FIELD_TYPES;
  return Object.keys(step).find((field) => !fields[field]?.includes(typeof step[field]));
}
