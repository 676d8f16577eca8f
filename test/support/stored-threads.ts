import type { SimulatorClient } from '../../src/simulator/index.js';
import type { TestDatabase } from './database.js';
import { count, rows } from './rows.js';

/** A stored message. */
interface StoredMessage {
  readonly id: string;
  readonly conversation: string;
  readonly parent: string | null;
  readonly role: string;
  readonly text: string;
  readonly key: string | null;
}

/** The messages of every conversation as they are stored, and what is wrong with them. Their users' texts are all different. */
export class Threads {
  private readonly byId: ReadonlyMap<string, StoredMessage>;

  private constructor(readonly messages: readonly StoredMessage[]) {
    this.byId = new Map(messages.map((message) => [message.id, message]));
  }

  /** @param user whose; without one, everybody's */
  static async in(database: TestDatabase, user?: string): Promise<Threads> {
    const sql = `SELECT id, conversation_id, parent_id, role, text, idempotency_digest FROM messages WHERE ${are(user)}`;
    const stored = await rows(database, sql);
    return new Threads(
      stored.map((row) => ({
        id: row['id'] ?? '',
        conversation: row['conversation_id'] ?? '',
        parent: row['parent_id'] ?? null,
        role: row['role'] ?? '',
        text: row['text'] ?? '',
        key: row['idempotency_digest'] ?? null,
      })),
    );
  }

  get users(): readonly StoredMessage[] {
    return this.messages.filter(({ role }) => role === 'user');
  }

  get answers(): readonly StoredMessage[] {
    return this.messages.filter(({ role }) => role === 'assistant');
  }

  /** Every number here has to be zero, where nothing but what was interrupted is answered again. */
  flaws() {
    const { users, answers } = this;
    const parents = new Set(this.messages.map(({ parent }) => parent));
    return {
      usersInARow: users.filter(({ parent }) => parent !== null && this.byId.get(parent)?.role !== 'assistant').length,
      answersToNobody: answers.filter(({ parent }) => this.byId.get(parent ?? '')?.role !== 'user').length,
      answeredTwice: repeats(answers.map(({ parent }) => parent)),
      saidTwice: repeats(users.map(({ text }) => text)),
      keysTwice: repeats(users.flatMap(({ key }) => (key === null ? [] : [key]))),
      unanswered: users.filter(({ id }) => !parents.has(id)).length,
      // Where two messages go on from the same place, one of them was written without knowing of the other.
      branches: repeats(this.messages.map(({ conversation, parent }) => `${conversation} ${parent}`)),
    };
  }

  /** The texts from the root to this message. */
  pathTo(message: StoredMessage): string[] {
    const before = this.byId.get(message.parent ?? '');
    return [...(before ? this.pathTo(before) : []), message.text];
  }

  /**
   * Requests that Claude got for messages which are not stored, and requests that were not the whole path of their
   * message, in order, user and assistant by turns.
   */
  async checkRequests(claude: SimulatorClient): Promise<{ received: number; unstored: number; wrongPaths: number }> {
    const byText = new Map(this.users.map((message) => [message.text, message]));
    const found = { received: 0, unstored: 0, wrongPaths: 0 };
    for (const { path, body } of await claude.requests()) {
      if (path.split('?')[0] !== '/v1/messages') continue;
      const sent = (body as { messages: readonly Sent[] }).messages;
      const texts = sent.map(({ content }) => textOf(content));
      const message = byText.get(texts.at(-1) ?? '');
      const alternates = sent.every(({ role }, index) => role === (index % 2 === 0 ? 'user' : 'assistant'));
      found.received += 1;
      if (!message) found.unstored += 1;
      else if (!alternates || JSON.stringify(texts) !== JSON.stringify(this.pathTo(message))) found.wrongPaths += 1;
    }
    return found;
  }
}

/** How many calls ended how. */
export async function callsByStatus(database: TestDatabase, user?: string): Promise<Record<string, number>> {
  const found = await rows(database, `SELECT status, count(*) AS n FROM calls WHERE ${are(user)} GROUP BY status`);
  return Object.fromEntries(found.map((row) => [row['status'], Number(row['n'])]));
}

/** How many requests still hold something. */
export function heldLocks(database: TestDatabase, user?: string): Promise<number> {
  return count(database, `SELECT count(*) FROM claims WHERE holder IS NOT NULL AND ${are(user)}`);
}

function are(user: string | undefined): string {
  return user === undefined ? '1 = 1' : `user_id = '${user}'`;
}

interface Sent {
  readonly role: string;
  readonly content: string | readonly { readonly type: string; readonly text?: string }[];
}

function textOf(content: Sent['content']): string {
  if (typeof content === 'string') return content;
  return content.flatMap(({ type, text = '' }) => (type === 'text' ? [text] : [])).join('');
}

function repeats(values: readonly unknown[]): number {
  return values.length - new Set(values).size;
}
