import { Injectable } from '@nestjs/common';
import { type Aged, Expirable } from '../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { Conversation } from './entities/conversation.entity.js';
import { Message } from './entities/message.entity.js';
import { ConversationSearch } from './conversation-search.js';

/** How many conversations are looked at for one batch; their messages decide how many of them it has. */
const LOOKED_AT = 50;

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly user_id: string;
  readonly updated_at: string;
  readonly messages: string | number;
}

/** A conversation is one record: it is as old as its last message, and goes with all of them, summaries and search rows. */
@Injectable()
export class ExpirableConversations extends Expirable {
  readonly kind = 'conversations';
  readonly term = 'content';

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: ConversationSearch,
  ) {
    super();
  }

  /** As many as have `most` rows together, and at least one. */
  async findAged(before: Date, after: string | null, most: number): Promise<Aged[]> {
    const [at, last] = placeOf(after);
    const rows = await this.unitOfWork.read(
      (db) => db.sql<Row[]>`
        SELECT c.id, c.tenant_id, c.user_id, c.updated_at,
               (SELECT count(*) FROM ${() => tableOf(db, Message)} m WHERE m.conversation_id = c.id) AS messages
          FROM ${() => tableOf(db, Conversation)} c
         WHERE c.updated_at < ${encodeInstant(before)} AND (c.updated_at, c.id) > (${at}, ${last})
         ORDER BY c.updated_at, c.id LIMIT ${Math.min(most, LOOKED_AT)}`,
    );
    let sum = 0;
    const fitting = rows.filter((row, index) => (sum += Number(row.messages) + 1) <= most || index === 0);
    return fitting.map(({ id, tenant_id, user_id, updated_at }) => ({
      id,
      place: `${updated_at}|${id}`,
      tenantId: tenant_id,
      userId: user_id,
    }));
  }

  /** The conversations first, so that no message can be added any more; those that were written to meanwhile stay. */
  expire(aged: readonly Aged[], before: Date): Promise<Aged[]> {
    const ids = aged.map(({ id }) => id);
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<{ id: string }[]>`
        DELETE FROM ${() => tableOf(db, Conversation)} WHERE id IN (${() => ids}) AND updated_at < ${encodeInstant(before)} RETURNING id`;
      const gone = returnedRows(answer).map(({ id }) => id);
      if (gone.length === 0) return [];
      await db.sql`DELETE FROM ${() => tableOf(db, Message)} WHERE conversation_id IN (${() => gone})`;
      for (const id of gone) await this.search.removeAll(db, id);
      return aged.filter(({ id }) => gone.includes(id));
    });
  }

  async backlog(before: Date, after: string | null, most: number): Promise<number> {
    const [at, last] = placeOf(after);
    const [row] = await this.unitOfWork.read(
      (db) => db.sql<{ count: string }[]>`
        SELECT count(*) AS count FROM (
          SELECT 1 FROM ${() => tableOf(db, Conversation)}
           WHERE updated_at < ${encodeInstant(before)} AND (updated_at, id) > (${at}, ${last}) LIMIT ${most}) AS counted`,
    );
    return Number(row?.count);
  }
}

function placeOf(after: string | null): [at: string, id: string] {
  const [at = '', id = ''] = (after ?? '').split('|');
  return [at, id];
}
