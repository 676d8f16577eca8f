import type { components } from './schema.js';
import { type ByteStream, readEvents } from './sse.js';

export { type ByteStream };

/** The schemas of the OpenAPI document, such as `Schemas['AnalysisResponse']`. */
export type Schemas = components['schemas'];

/** An error response: RFC 9457 problem details with a stable `code`. */
export type Problem = Schemas['ProblemResponse'];

/**
 * An event of a streamed `POST /analyze/{user_id}`. A repeated `result.started` means that Claude was called again: discard
 * the text received so far.
 */
export type AnalysisEvent =
  | { readonly event: 'result.started'; readonly data: { readonly id: string } }
  | { readonly event: 'result.delta'; readonly data: { readonly text: string } }
  | { readonly event: 'result.completed'; readonly data: Schemas['AnalysisResponse'] }
  | FailedEvent;

/** An event of a streamed answer to a message. `message.started` may be repeated, like `result.started`. */
export type TurnEvent =
  | { readonly event: 'message.started'; readonly data: MessageStarted }
  | { readonly event: 'message.delta'; readonly data: { readonly text: string } }
  | { readonly event: 'message.completed'; readonly data: Schemas['TurnResponse'] }
  | FailedEvent;

export interface MessageStarted {
  /** The id of the answer. */
  readonly id: string;
  readonly user_message: Schemas['MessageResponse'];
}

/** The last event of a stream that failed. */
export interface FailedEvent {
  readonly event: 'error';
  readonly data: { readonly problem: Problem };
}

/** The stream ended without a complete answer and without an error event, because the connection was cut. */
export class StreamCutError extends Error {
  override readonly name = 'StreamCutError';
}

/**
 * The events of an analysis, from the `data` of a call with `parseAs: 'stream'` and `stream: true`. Leaving the loop
 * closes the connection.
 * @throws StreamCutError if the stream ends before the answer is complete; the error of `fetch` if the connection breaks
 */
export function analysisEvents(stream: ByteStream): AsyncGenerator<AnalysisEvent, void, undefined> {
  return eventsUntil(stream, 'result.completed') as AsyncGenerator<AnalysisEvent, void, undefined>;
}

/** The events of the answer to a message. Everything else is as for `analysisEvents`. */
export function turnEvents(stream: ByteStream): AsyncGenerator<TurnEvent, void, undefined> {
  return eventsUntil(stream, 'message.completed') as AsyncGenerator<TurnEvent, void, undefined>;
}

async function* eventsUntil(stream: ByteStream, last: string): AsyncGenerator<{ event: string; data: unknown }> {
  let isWhole = false;
  for await (const { event, data } of readEvents(stream)) {
    isWhole = event === last || event === 'error';
    yield { event, data: JSON.parse(data) as unknown };
  }
  if (!isWhole) throw new StreamCutError('the stream ended before the answer was complete');
}
