import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { Conversation } from './entities/conversation.entity.js';
import { Message } from './entities/message.entity.js';
import { ConversationSearch } from './conversation-search.js';

/** What was said in a user's conversations, summaries among it: before the conversations, which it is found by. */
@Injectable()
export class ErasableMessages extends Erasable {
  readonly kind = 'messages';

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: ConversationSearch,
  ) {
    super();
  }

  erase({ tenantId, userId }: Owner, most: number, _pseudonym: string, until: Date | null): Promise<number> {
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<{ id: string }[]>`
        DELETE FROM ${() => tableOf(db, Message)} WHERE id IN (
          SELECT m.id FROM ${() => tableOf(db, Conversation)} c JOIN ${() => tableOf(db, Message)} m ON m.conversation_id = c.id
           WHERE c.tenant_id = ${tenantId} AND c.user_id = ${userId}
             AND c.created_at <= ${encodeInstant(until ?? END_OF_TIME)}
           LIMIT ${most}) RETURNING id`;
      const gone = returnedRows(answer);
      for (const { id } of gone) await this.search.remove(db, id);
      return gone.length;
    });
  }
}
