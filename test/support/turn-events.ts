import type { Problem } from '../../src/http/index.js';
import type { EventReader } from './event-reader.js';
import type { MessageJson, TurnJson } from './talk.js';

export type TurnEvent =
  | { readonly event: 'message.started'; readonly data: { readonly id: string; readonly user_message: MessageJson } }
  | { readonly event: 'message.delta'; readonly data: { readonly text: string } }
  | { readonly event: 'message.completed'; readonly data: TurnJson }
  | { readonly event: 'error'; readonly data: { readonly problem: Problem } };

/** The next events of a turn, or everything up to its end. */
export async function turnEvents(reader: EventReader, count = Infinity): Promise<TurnEvent[]> {
  return (await reader.take(count)) as unknown as TurnEvent[];
}

/** The text that came in deltas, joined. */
export function textOf(events: readonly TurnEvent[]): string {
  return events.map((one) => (one.event === 'message.delta' ? one.data.text : '')).join('');
}

/** The names of the events, deltas counted as one. */
export function shapeOf(events: readonly TurnEvent[]): string {
  return events
    .map(({ event }) => event)
    .filter((event, index, all) => event !== 'message.delta' || all[index - 1] !== event)
    .join(' ');
}

export function startedOf([first]: readonly TurnEvent[]): { readonly id: string; readonly user_message: MessageJson } {
  if (first?.event !== 'message.started') throw new Error(`the stream began with ${JSON.stringify(first)}`);
  return first.data;
}

/** What a complete stream ends with. */
export function completedOf(events: readonly TurnEvent[]): TurnJson {
  const last = events.at(-1);
  if (last?.event !== 'message.completed') throw new Error(`the stream ended with ${JSON.stringify(last)}`);
  return last.data;
}

/** What a stream that failed ends with. */
export function problemOf(events: readonly TurnEvent[]): Problem {
  const last = events.at(-1);
  if (last?.event !== 'error') throw new Error(`the stream ended with ${JSON.stringify(last)}`);
  return last.data.problem;
}
