import { isDeepStrictEqual } from 'node:util';

/** A JSON object that the service has answered with. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

export interface Turn {
  readonly user_message: Row;
  readonly assistant_message: Row;
}

/** Asks the service for what is at this address. */
export type Read = (path: string) => Promise<unknown>;

/** One conversation by what was answered: as it was last read, and what has been written to it since. */
export class ConversationRecord {
  messages: ReadonlyMap<string, Row> = new Map();
  /** Only a title that somebody gave can be searched for; one made of the first message is found by that. */
  isTitleGiven: boolean;
  private turns: Turn[] = [];
  private changes: Row[] = [];
  private rejections: { readonly isNew: boolean }[] = [];

  /** @param copied the messages that it began with, as they stand in the conversation that it is a fork of; `null`: it is none */
  constructor(
    public row: Row,
    private copied: readonly Row[] | null,
  ) {
    this.isTitleGiven = row['title'] !== null;
  }

  get id(): string {
    return this.row.id;
  }

  answered(turn: Turn): this {
    this.turns.push(turn);
    return this;
  }

  changed(row: Row, sent: Readonly<Record<string, unknown>>): this {
    this.changes.push(row);
    this.isTitleGiven ||= typeof sent['title'] === 'string';
    return this;
  }

  /** @param isNew whether a message was rejected, and not another answer to one */
  rejected(isNew: boolean): this {
    this.rejections.push({ isNew });
    return this;
  }

  /** From the first message on. */
  pathTo(id: unknown): Row[] {
    const message = this.messages.get(id as string);
    return message ? [...this.pathTo(message['parent_id']), message] : [];
  }

  /** @returns where what there is now differs from what was answered */
  async settle(read: Read): Promise<string[]> {
    const row = (await read(`/conversations/${this.id}`)) as Row;
    const { data } = (await read(`/conversations/${this.id}/messages?view=tree`)) as { data: Row[] };
    const there = new Map(data.map((message) => [message.id, message]));
    const said = new Map([...this.messages.values(), ...this.turns.flatMap(messagesOf)].map((one) => [one.id, one]));
    const others = data.filter(({ id }) => !said.has(id));
    const wrong: unknown[] = [
      ...Object.keys({ ...this.row, ...row }).filter((field) => !this.isRight(row, field)),
      ...[...said.values()].filter((message) => !isDeepStrictEqual(there.get(message.id), message)),
    ];
    this.messages = there;
    if (!this.areCopies(this.pathTo(row['current_leaf_id'])) || !this.areRejected(others)) wrong.push({ others });
    Object.assign(this, { row, turns: [], changes: [], rejections: [], copied: null });
    return wrong.map((what) => `conversation ${this.id} is not as answered: ${JSON.stringify(what).slice(0, 500)}`);
  }

  /** Requests at the same time have no order: the answer of any may be the last word. */
  private isRight(row: Row, field: string): boolean {
    const isWritten = this.turns.length > 0 || this.rejections.length > 0;
    const isUntitled = [this.row, ...this.changes].every(({ title }) => title === null);
    if (isWritten && field === 'title' && isUntitled) return true;
    if (isWritten && field === 'current_leaf_id')
      return this.rejections.length > 0 || this.turns.some((turn) => turn.assistant_message.id === row[field]);
    const told = this.changes.length > 0 && CHANGEABLE.has(field) ? this.changes : [this.row];
    return told.some((answered) => isDeepStrictEqual(answered[field], row[field]));
  }

  private areCopies(path: readonly Row[]): boolean {
    return this.copied === null || isDeepStrictEqual(path.map(withoutPlace), this.copied.map(withoutPlace));
  }

  /** Messages that no answer has told of; those of a fork are none of them. */
  private areRejected(others: readonly Row[]): boolean {
    if (this.copied !== null) return others.length === this.copied.length;
    const isLeft = ({ role, status }: Row) => role === 'user' && status === 'interrupted';
    return others.every(isLeft) && others.length === this.rejections.filter(({ isNew }) => isNew).length;
  }
}

const CHANGEABLE = new Set(['title', 'context', 'metadata']);

function messagesOf({ user_message: prompt, assistant_message: answer }: Turn): Row[] {
  return [prompt, answer];
}

/** What a copy has in common with its original. */
function withoutPlace(message: Row): Record<string, unknown> {
  const own = ['id', 'conversation_id', 'parent_id', 'context_from_id', 'summary_id', 'status'];
  return Object.fromEntries(Object.entries(message).filter(([field]) => !own.includes(field)));
}
