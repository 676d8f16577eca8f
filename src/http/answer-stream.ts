import type { StreamableFile } from '@nestjs/common';
import { EventStream } from './event-stream.js';
import type { HttpReply } from './http-reply.js';

/** How an outcome `T` of a route, or an answer in progress described by `Q`, is written as server-sent events. */
export interface AnswerEvents<T, Q> {
  /** Prefix of the event names: `<noun>.started`, `<noun>.delta`…, `<noun>.completed`. */
  readonly noun: string;
  /** Response headers and data of the `started` event, for an answer that Claude has just begun. */
  begun(id: string, about: Q): { readonly headers: Record<string, string>; readonly data: object };
  /** Response headers, data of the `started` event and the text, for an answer that is replayed from the store. */
  stored(outcome: T): { readonly headers: Record<string, string>; readonly data: object; readonly text: string };
  /** Data of the `completed` event. */
  completed(outcome: T): object;
}

/**
 * Requests an answer. `text` is called with each piece of the answer, the id under which it will be stored, and the
 * request's description.
 */
export type Ask<T, Q> = (text: (id: string, piece: string, about: Q) => void, signal: AbortSignal) => Promise<T>;

/**
 * Sends an answer as server-sent events. A replayed answer is sent as the same sequence of events.
 * @param onDisconnect `abort` passes the client's disconnect on to `ask` through its signal. @default 'finish'
 */
export function streamAnswer<T, Q = void>(
  ask: Ask<T, Q>,
  onDisconnect: 'finish' | 'abort' | undefined,
  format: AnswerEvents<T, Q>,
  reply: HttpReply,
): Promise<StreamableFile> {
  const events = new EventStream(reply);
  const gone = new AbortController();
  if (onDisconnect === 'abort') events.onGone(() => gone.abort());
  let started: string | null = null;
  const delta = `${format.noun}.delta`;
  const start = (id: string, { headers, data }: { headers: Record<string, string>; data: object }) => {
    if (started === null) events.open(headers);
    if (started !== id) events.send(`${format.noun}.started`, data);
    started = id;
  };

  return events.run(async () => {
    const outcome = await ask((id, piece, about) => {
      start(id, format.begun(id, about));
      events.send(delta, { text: piece });
    }, gone.signal);
    if (started === null) {
      const { text, ...begin } = format.stored(outcome);
      start('', begin);
      events.sendText(delta, text);
    }
    events.send(`${format.noun}.completed`, format.completed(outcome));
  });
}
