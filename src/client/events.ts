import type { Problem, Schemas } from './schemas.js';
import { type ByteStream, readEvents } from './sse.js';

export { type ByteStream };

/**
 * An event of `POST /analyze/{user_id}` as a stream. `result.started` may come again, where Claude was asked again: the
 * text begins anew with it.
 */
export type AnalysisEvent =
  | { readonly event: 'result.started'; readonly data: { readonly id: string } }
  | { readonly event: 'result.delta'; readonly data: { readonly text: string } }
  | { readonly event: 'result.completed'; readonly data: Schemas['AnalysisResponse'] }
  | FailedEvent;

/** An event of a message's answer as a stream; `message.started` may come again, as `result.started` may. */
export type TurnEvent =
  | { readonly event: 'message.started'; readonly data: MessageStarted }
  | { readonly event: 'message.delta'; readonly data: { readonly text: string } }
  | { readonly event: 'message.completed'; readonly data: Schemas['TurnResponse'] }
  | FailedEvent;

export interface MessageStarted {
  /** Of the answer. */
  readonly id: string;
  readonly user_message: Schemas['MessageResponse'];
}

/** The last event of a stream that failed. */
export interface FailedEvent {
  readonly event: 'error';
  readonly data: { readonly problem: Problem };
}

/** The stream ended, and neither the answer nor an error had come: the connection was cut on the way. */
export class StreamCutError extends Error {
  override readonly name = 'StreamCutError';
}

/**
 * The events of an analysis, from the `data` of a call with `parseAs: 'stream'` and `stream: true`. Leaving the loop
 * closes the connection.
 * @throws StreamCutError where the stream ends before the answer; what `fetch` throws where the connection breaks.
 */
export function analysisEvents(stream: ByteStream): AsyncGenerator<AnalysisEvent, void, undefined> {
  return eventsUntil(stream, 'result.completed') as AsyncGenerator<AnalysisEvent, void, undefined>;
}

/** The events of a message that is answered; the rest is as for `analysisEvents`. */
export function turnEvents(stream: ByteStream): AsyncGenerator<TurnEvent, void, undefined> {
  return eventsUntil(stream, 'message.completed') as AsyncGenerator<TurnEvent, void, undefined>;
}

async function* eventsUntil(stream: ByteStream, last: string): AsyncGenerator<{ event: string; data: unknown }> {
  let isWhole = false;
  for await (const { event, data } of readEvents(stream)) {
    isWhole = event === last || event === 'error';
    yield { event, data: JSON.parse(data) as unknown };
  }
  if (!isWhole) throw new StreamCutError('the stream ended before the answer did');
}
