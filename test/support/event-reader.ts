import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Problem } from '../../src/http/index.js';
import type { Service } from './service.js';

export type ServerEvent =
  | { readonly event: 'result.started'; readonly data: { readonly id: string } }
  | { readonly event: 'result.delta'; readonly data: { readonly text: string } }
  | { readonly event: 'result.completed'; readonly data: AnalysisJson }
  | { readonly event: 'error'; readonly data: { readonly problem: Problem } };

/** The JSON answer, as far as tests look into it. */
export interface AnalysisJson {
  readonly id: string;
  readonly user_id: string;
  readonly result: string;
  readonly parsed: unknown;
  readonly stop_reason: string;
  readonly cached: boolean;
  readonly [field: string]: unknown;
}

export interface EventRequest {
  readonly user?: string;
  /** @default that of an analysis for the user */
  readonly path?: string;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service, asked with its credential, or only where it listens. */
export type Target = string | Pick<Service, 'url' | 'headers'>;

/** A client of a stream, which reads event by event as slowly as the test wants, and may leave at any moment. */
export class EventReader {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  private readonly events: AsyncGenerator<ServerEvent>;

  private constructor(private readonly answer: IncomingMessage) {
    this.status = answer.statusCode ?? 0;
    this.headers = answer.headers;
    this.events = eventsOf(answer);
  }

  /** Resolves when the headers are there: with the first event, or with a problem. */
  static open(target: Target, asked: EventRequest): Promise<EventReader> {
    return EventReader.start(target, asked).opened;
  }

  /** @returns also a way to leave before anything came */
  static start(target: Target, { user = 'alice', path = `/analyze/${user}`, body, headers }: EventRequest): Started {
    const { url, headers: credential } = typeof target === 'string' ? { url: target } : target;
    const outgoing = request(`${url}${path}`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', ...credential, ...headers },
    });
    const opened = new Promise<EventReader>((resolve, reject) => {
      outgoing.once('response', (answer) => resolve(new EventReader(answer)));
      outgoing.on('error', reject);
    });
    opened.catch(() => undefined);
    outgoing.end(JSON.stringify({ stream: true, ...body }));
    return { opened, leave: () => void outgoing.destroy() };
  }

  /** The next events; fewer when the stream ends before. */
  async take(count: number): Promise<ServerEvent[]> {
    const taken: ServerEvent[] = [];
    while (taken.length < count) {
      const { value, done } = await this.events.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  }

  /** Everything up to the end. */
  rest(): Promise<ServerEvent[]> {
    return this.take(Infinity);
  }

  /** The body of an answer that is no stream. */
  async problem(): Promise<Problem> {
    let text = '';
    for await (const chunk of this.answer) text += String(chunk);
    return JSON.parse(text) as Problem;
  }

  leave(): void {
    this.answer.destroy();
  }
}

export interface Started {
  readonly opened: Promise<EventReader>;
  leave(): void;
}

export async function readStream(target: Target, asked: EventRequest): Promise<ServerEvent[]> {
  return (await EventReader.open(target, asked)).rest();
}

/** The text that came in deltas, joined. */
export function textOf(events: readonly ServerEvent[]): string {
  return events.map((one) => (one.event === 'result.delta' ? one.data.text : '')).join('');
}

/** The names of the events, deltas counted as one. */
export function shapeOf(events: readonly ServerEvent[]): string {
  return events
    .map(({ event }) => event)
    .filter((event, index, all) => event !== 'result.delta' || all[index - 1] !== event)
    .join(' ');
}

/** What a complete stream ends with. */
export function completedOf(events: readonly ServerEvent[]): AnalysisJson {
  const last = events.at(-1);
  if (last?.event !== 'result.completed') throw new Error(`the stream ended with ${JSON.stringify(last)}`);
  return last.data;
}

/** What a stream that failed ends with. */
export function problemOf(events: readonly ServerEvent[]): Problem {
  const last = events.at(-1);
  if (last?.event !== 'error') throw new Error(`the stream ended with ${JSON.stringify(last)}`);
  return last.data.problem;
}

async function* eventsOf(answer: IncomingMessage): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  // Left alone when the reader stops reading: only `leave` closes the connection.
  for await (const chunk of answer.iterator({ destroyOnReturn: false })) {
    text += decoder.decode(chunk as Buffer, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) if (!block.startsWith(':')) yield toEvent(block);
  }
  if (text !== '') throw new Error(`the stream ended inside an event: ${text}`);
}

function toEvent(block: string): ServerEvent {
  const [, event, data] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
  if (event === undefined || data === undefined) throw new Error(`not an event: ${block}`);
  return { event, data: JSON.parse(data) as unknown } as ServerEvent;
}
