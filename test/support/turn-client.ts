import { type Agent, type IncomingMessage, request } from 'node:http';
import type { MessageJson } from './talk.js';

/** What a client has of a turn, also where the connection broke off before its end. */
export interface SeenTurn {
  /** `null`: nothing came. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, unknown>>;
  /** It was told of the user's message, and so may name it: by the first event of a stream, or by the whole answer. */
  readonly userMessageId: string | null;
  /** Only of an answer that came whole. */
  readonly answerId: string | null;
  readonly code: string | null;
}

export interface TurnRequest {
  readonly key?: string;
  readonly streamed?: boolean;
  readonly wait?: boolean;
  readonly agent?: Agent;
  /** The first bytes of an answer are there. */
  readonly onBegun?: () => void;
}

/** A new conversation's id. */
export async function beginConversation(url: string, user = 'alice'): Promise<string> {
  const body = JSON.stringify({ user_id: user });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/conversations`, { method: 'POST', headers, body });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

export async function messagesOf(url: string, conversation: string, query = 'view=tree'): Promise<MessageJson[]> {
  const answer = await fetch(`${url}/conversations/${conversation}/messages?${query}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: MessageJson[] }).data;
}

export function postMessage(url: string, conversation: string, content: string, asked: TurnRequest = {}) {
  return send(`${url}/conversations/${conversation}/messages`, { content }, asked);
}

export function regenerate(url: string, conversation: string, message: string, asked: TurnRequest = {}) {
  return send(`${url}/conversations/${conversation}/messages/${message}/regenerate`, {}, asked);
}

/** A whole answer, of a stream its last event. */
export function isAnswered({ answerId }: SeenTurn): boolean {
  return answerId !== null;
}

function send(url: string, body: object, { key, streamed, wait, agent, onBegun }: TurnRequest): Promise<SeenTurn> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
    const outgoing = request(url, { method: 'POST', headers, agent: agent ?? false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        onBegun?.();
      });
      answer.on('error', () => undefined);
      answer.on('close', () => resolve(read(answer, text)));
    });
    outgoing.on('error', () => resolve(read(null, '')));
    outgoing.end(JSON.stringify({ ...body, ...(streamed && { stream: true }), ...(wait && { wait }) }));
  });
}

interface Told {
  readonly user_message?: { readonly id: string };
  readonly assistant_message?: { readonly id: string };
  readonly code?: string;
  readonly problem?: { readonly code: string };
}

/** Reads what there is: the parts of a stream that came whole, or a whole body. */
function read(answer: IncomingMessage | null, text: string): SeenTurn {
  const isStream = String(answer?.headers['content-type']).startsWith('text/event-stream');
  const parts = isStream ? [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data = '']) => data) : [text];
  const told = isStream || answer?.complete ? parts.map((part) => JSON.parse(part) as Told) : [];
  const last = told.at(-1);
  return {
    status: answer?.statusCode ?? null,
    headers: answer?.headers ?? {},
    userMessageId: told.find(({ user_message }) => user_message)?.user_message?.id ?? null,
    answerId: last?.assistant_message?.id ?? null,
    code: last?.code ?? last?.problem?.code ?? null,
  };
}
