import type { StreamableFile } from '@nestjs/common';
import { EventStream } from './event-stream.js';
import type { HttpReply } from './http-reply.js';

/** What an answer that comes as events shows of itself. */
export interface AnswerEvents<T, Q> {
  /** What the events are called after: `<noun>.started`, `<noun>.delta`…, `<noun>.completed`. */
  readonly noun: string;
  /** Of an answer that Claude has just begun: the headers, and what `started` says. */
  begun(id: string, about: Q): { readonly headers: Record<string, string>; readonly data: object };
  /** Of an answer that was there before: its headers, what `started` says, and its text. */
  stored(outcome: T): { readonly headers: Record<string, string>; readonly data: object; readonly text: string };
  completed(outcome: T): object;
}

/** Asks for an answer. `text` hears each piece of it, the id it will be stored under, and what it is an answer to. */
export type Ask<T, Q> = (text: (id: string, piece: string, about: Q) => void, signal: AbortSignal) => Promise<T>;

/** An answer as server-sent events. One that was stored before comes in the same shape. */
export function streamAnswer<T, Q = void>(
  ask: Ask<T, Q>,
  onDisconnect: 'finish' | 'abort' | undefined,
  shown: AnswerEvents<T, Q>,
  reply: HttpReply,
): Promise<StreamableFile> {
  const events = new EventStream(reply);
  const gone = new AbortController();
  if (onDisconnect === 'abort') events.onGone(() => gone.abort());
  let started: string | null = null;
  const delta = `${shown.noun}.delta`;
  const start = (id: string, { headers, data }: { headers: Record<string, string>; data: object }) => {
    if (started === null) events.open(headers);
    if (started !== id) events.send(`${shown.noun}.started`, data);
    started = id;
  };

  return events.run(async () => {
    const outcome = await ask((id, piece, about) => {
      start(id, shown.begun(id, about));
      events.send(delta, { text: piece });
    }, gone.signal);
    if (started === null) {
      const { text, ...begin } = shown.stored(outcome);
      start('', begin);
      events.sendText(delta, text);
    }
    events.send(`${shown.noun}.completed`, shown.completed(outcome));
  });
}
