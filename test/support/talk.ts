import type { Test } from 'supertest';
import { EventReader, type Started } from './event-reader.js';
import type { Service } from './service.js';
import { callsOf } from './stored-rows.js';

export interface ConversationJson {
  readonly id: string;
  readonly user_id: string;
  readonly title: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly current_leaf_id: string | null;
  readonly updated_at: string;
  readonly [field: string]: unknown;
}

export interface MessageJson {
  readonly id: string;
  readonly parent_id: string | null;
  readonly role: 'user' | 'assistant' | 'summary';
  readonly content: unknown;
  readonly text: string;
  readonly status: 'complete' | 'pending' | 'interrupted';
  readonly stop_reason: string | null;
  readonly tokens_used: number | null;
  readonly cost_usd: string | null;
  readonly [field: string]: unknown;
}

export interface TurnJson {
  readonly user_message: MessageJson;
  readonly assistant_message: MessageJson;
}

/** One conversation, as its client sees it. */
export class Talk {
  readonly path: string;

  constructor(
    private readonly service: Service,
    readonly id: string,
  ) {
    this.path = `/conversations/${id}`;
  }

  static async begin(service: Service, fields: object = {}): Promise<Talk> {
    const { body } = await service
      .call('POST', '/conversations')
      .send({ user_id: 'alice', ...fields })
      .expect(201);
    return new Talk(service, body.id);
  }

  async read(): Promise<ConversationJson> {
    return (await this.service.call('GET', this.path).expect(200)).body;
  }

  post(content: string, more: object = {}): Test {
    return this.service.call('POST', `${this.path}/messages`).send({ content, ...more });
  }

  async say(content: string, more: object = {}): Promise<TurnJson> {
    return (await this.post(content, more).expect(201)).body;
  }

  regenerate(messageId: string, body: object = {}): Test {
    return this.service.call('POST', `${this.path}/messages/${messageId}/regenerate`).send(body);
  }

  async fork(messageId: string, fields: object = {}): Promise<Talk> {
    const { body } = await this.service
      .call('POST', `${this.path}/fork`)
      .send({ message_id: messageId, ...fields })
      .expect(201);
    return new Talk(this.service, body.id);
  }

  /** Of the current branch, unless the query says otherwise. */
  async messages(query = ''): Promise<MessageJson[]> {
    return (await this.service.call('GET', `${this.path}/messages${query}`).expect(200)).body.data;
  }

  tree(): Promise<MessageJson[]> {
    return this.messages('?view=tree');
  }

  /** A message whose answer comes as events. Resolves with the first event, or with a problem. */
  stream(content: string, more: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
    return this.start(content, more, headers).opened;
  }

  start(content: string, more: object = {}, headers: Readonly<Record<string, string>> = {}): Started {
    const asked = { path: `${this.path}/messages`, body: { content, ...more }, headers };
    return EventReader.start(this.service, asked);
  }
}

/** A request for an answer, as Claude got it. */
export interface SentRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly system?: readonly { readonly text: string }[];
  readonly messages: readonly { readonly role: string; readonly content: string | readonly Block[] }[];
  readonly output_config?: object;
}

interface Block {
  readonly type: string;
  readonly text?: string;
}

/** Everything that Claude was asked, oldest first. */
export async function sentTo({ claude }: Service): Promise<SentRequest[]> {
  const requests = await claude.requests();
  return requests.filter(({ path }) => path === '/v1/messages').map(({ body }) => body as SentRequest);
}

export async function lastSentTo(service: Service): Promise<SentRequest> {
  const last = (await sentTo(service)).at(-1);
  if (!last) throw new Error('Claude was asked nothing');
  return last;
}

/** What was said before, and what is said now: `user: …` and `assistant: …` in turn. */
export function linesOf({ messages }: Pick<SentRequest, 'messages'>): string[] {
  return messages.map(({ role, content }) => `${role}: ${textIn(content)}`);
}

/** The same of stored messages. */
export function transcriptOf(messages: readonly MessageJson[]): string[] {
  return messages.map(({ role, text }) => `${role}: ${text}`);
}

export function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

/** Waits until so many calls have been made and each has its end: who left gets no answer to wait for. */
export async function untilSettled(service: Service, count: number): Promise<void> {
  for (;;) {
    const calls = await callsOf(service);
    if (calls.length >= count && calls.every(({ status }) => status !== 'pending')) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function textIn(content: string | readonly Block[]): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');
}
