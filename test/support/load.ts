import { Agent, type ClientRequest, request } from 'node:http';

/** What a client was told, whole. */
export interface Told {
  /** A user of its own for each request, so that its rows can be told apart. */
  readonly user: string;
  readonly streamed: boolean;
  readonly status: number;
  /** Of a stream: its last event. */
  readonly lastEvent: string | null;
  readonly body: {
    readonly id?: string;
    readonly result?: string;
    readonly code?: string;
    readonly result_id?: string;
  };
  readonly headers: Readonly<Record<string, unknown>>;
}

export type Outcome = { readonly told: Told } | { readonly broken: string; readonly streamed: boolean };

export interface LoadOptions {
  readonly clients: number;
  /** Where the next request goes. */
  readonly target: () => string;
  /** Keeps its connections, as a load balancer does. @default false */
  readonly keepAlive?: boolean;
  /** Every how many requests is a stream. @default 3 */
  readonly streamEvery?: number;
}

/** Clients that send one request after another, each with a text and a user of its own, until they are stopped. */
export class Load {
  readonly outcomes: Outcome[] = [];
  sent = 0;
  private isOver = false;
  private readonly agent: Agent;
  private readonly clients: Promise<void>[];

  constructor(private readonly options: LoadOptions) {
    this.agent = new Agent({ keepAlive: options.keepAlive ?? false });
    this.clients = Array.from({ length: options.clients }, () => this.client());
  }

  get answered(): readonly Told[] {
    return this.outcomes.flatMap((outcome) => ('told' in outcome ? [outcome.told] : []));
  }

  get broken(): readonly Extract<Outcome, { broken: string }>[] {
    return this.outcomes.flatMap((outcome) => ('broken' in outcome ? [outcome] : []));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.clients);
    this.agent.destroy();
  }

  private async client(): Promise<void> {
    while (!this.isOver) {
      const n = (this.sent += 1);
      const streamed = n % (this.options.streamEvery ?? 3) === 0;
      const outcome = await ask(this.options.target(), `u-${n}`, `text ${n}`, { streamed, agent: this.agent });
      this.outcomes.push(outcome);
      // Where nobody listens the next try would be there at once, thousands of times.
      if ('broken' in outcome) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export interface AskOptions {
  readonly streamed?: boolean;
  readonly agent?: Agent;
  readonly body?: object;
  readonly onRequest?: (outgoing: ClientRequest) => void;
}

/** One analysis; an answer that does not come whole is `broken`. */
export function ask(url: string, user: string, text: string, options: AskOptions = {}): Promise<Outcome> {
  const { streamed = false, agent } = options;
  return new Promise((resolve) => {
    const fail = (error: Error) =>
      resolve({ broken: (error as NodeJS.ErrnoException).code ?? error.message, streamed });
    const headers = { 'content-type': 'application/json' };
    const outgoing = request(
      `${url}/analyze/${user}`,
      { method: 'POST', headers, ...(agent && { agent }) },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', fail);
        answer.on('close', () => {
          const whole = Buffer.concat(chunks).toString('utf8');
          if (!answer.complete) return fail(new Error('cut'));
          const common = { user, streamed, status: answer.statusCode ?? 0, headers: answer.headers };
          resolve({ told: { ...common, ...read(whole, String(answer.headers['content-type'])) } });
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(JSON.stringify({ text, ...(streamed && { stream: true }), ...options.body }));
  });
}

function read(whole: string, type: string): Pick<Told, 'lastEvent' | 'body'> {
  if (!type.startsWith('text/event-stream'))
    return { lastEvent: null, body: JSON.parse(whole || '{}') as Told['body'] };
  const last = /event: (\S+)\ndata: (.*)\n\n$/.exec(whole.slice(whole.lastIndexOf('event: ')));
  const data = JSON.parse(last?.[2] ?? '{}') as { problem?: Told['body'] };
  return { lastEvent: last?.[1] ?? 'none', body: data.problem ?? (data as Told['body']) };
}

/** A 2xx that came whole, and of a stream its end. */
export function isAcknowledged({ status, lastEvent }: Told): boolean {
  return status < 300 && (lastEvent === null || lastEvent === 'result.completed');
}
