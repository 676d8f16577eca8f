import { type Block, type SimulatedUsage } from './wire.js';

/**
 * What one request to `/v1/messages` gets instead of the default answer. A request that the API's own rules refuse takes
 * no step, so a script can not hide a malformed request. Fields combine: a step may wait, then answer, then be cut.
 */
export interface SimulatorStep {
  /** 400 and above answer with an error body. */
  status?: number;
  /** `error.type`. @default the API's type for `status` */
  error_type?: string;
  /** `error.details.error_code`, which the SDK shows as `errorCode`. */
  error_code?: string;
  /** `error.message`. */
  message?: string;
  /** Header `retry-after`, in seconds. */
  retry_after?: number;
  /** Header `retry-after-ms`. */
  retry_after_ms?: number;
  /** Header `x-should-retry`, which overrules the SDK's own judgement. */
  should_retry?: boolean;
  /** Further headers of the response, which replace its own of the same name. */
  headers?: Record<string, string>;
  /** Waits before the reply, in real milliseconds. */
  delay_ms?: number;
  /** Waits before the reply until `release(name)`. Scripting a name closes its gate again. */
  hold?: string;
  /** Streams only: waits at `hold` after so many events, instead of before the reply. */
  hold_after_events?: number;
  text?: string;
  /** The reply's blocks, sent as they are: neither cut to `max_tokens` nor preceded by a thinking block. */
  content?: Block[];
  stop_reason?: string;
  /** The model that the reply names. */
  model?: string;
  usage?: Partial<SimulatedUsage>;
  /** Whether the reply begins with a thinking block. @default what the model and the request say */
  thinking?: boolean;
  /** Destroys the connection there. A JSON body counts as one event. */
  cut?: 'before_response' | 'after_headers' | { after_events: number } | { after_bytes: number };
  /** Streams only: an `error` event (overloaded unless `error_type` says otherwise) in place of the next event. */
  stream_error_after_events?: number;
  /** Streams only: leaves the connection open after the last event. */
  keep_open?: boolean;
  /** Sends the reply compressed, whatever the client accepts, at once. */
  encoding?: 'gzip' | 'deflate' | 'br';
  /** Streams only: waits before each event but the first, in real milliseconds. */
  chunk_delay_ms?: number;
  /** How many requests take this step. @default 1 */
  repeat?: number;
  /** Only requests whose last message contains this text take the step; others pass it by. @default every request */
  if_asked?: string;
}

/** The step for requests that find the queue empty, and how much the journal keeps. */
export interface SimulatorDefaults extends Omit<SimulatorStep, 'repeat' | 'if_asked'> {
  /** `false` keeps a SHA-256 of each body instead of the body. @default true */
  journal_bodies?: boolean;
}

export type SimulatorOutcome = 'pending' | 'held' | 'answered' | 'stream_error' | 'cut' | 'client_closed';

/** One request as the simulator saw it. */
export interface SimulatorRequest {
  /** Counts this account's requests from 1, whatever their path. */
  n: number;
  /** ISO 8601, on the account's own clock. */
  at: string;
  method: string;
  path: string;
  /** API keys are redacted. */
  headers: Record<string, string | string[] | undefined>;
  /** The parsed body; `null` if there was none, it was not JSON, or bodies are not kept. */
  body: unknown;
  /** Only where bodies are not kept. */
  body_sha256: string | null;
  /** `null` until headers were sent. */
  status: number | null;
  outcome: SimulatorOutcome;
  request_id: string;
  usage: SimulatedUsage | null;
}

export interface SimulatorStats {
  /** Every request under `/v1`. */
  requests: number;
  /** Requests to `POST /v1/messages`. */
  messages: number;
  /** Requests to `POST /v1/messages` not answered yet. */
  in_flight: number;
  max_in_flight: number;
}

const NUMBER = 'number';
const STRING = 'string';
const BOOLEAN = 'boolean';

/** A mistyped field would silently test nothing, so fields are checked; `Record` keeps this list complete. */
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

/** Names the first field that no step has or whose type is wrong. */
export function findStepProblem(step: Record<string, unknown>): string | undefined {
  const fields: Record<string, readonly string[] | undefined> = FIELD_TYPES;
  return Object.keys(step).find((field) => !fields[field]?.includes(typeof step[field]));
}
