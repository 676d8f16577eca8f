import { Inject, Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { type Dialect, DIALECT, encodeInstant, returnedRows, tableOf, UnitOfWork } from '../database/index.js';
import { Message } from './entities/message.entity.js';
import { ConversationSearch } from './conversation-search.js';
import { Conversation } from './entities/conversation.entity.js';

/** A user's conversations, once they are empty. */
@Injectable()
export class ErasableConversations extends Erasable {
  readonly kind = 'conversations';

  constructor(
    @Inject(DIALECT) private readonly dialect: Dialect,
    private readonly unitOfWork: UnitOfWork,
    private readonly search: ConversationSearch,
  ) {
    super();
  }

  /** A writer of messages locks the conversation's row: locked here first, it stays empty. Others are left to the next pass. */
  async erase(owner: Owner, most: number, _pseudonym: string, until: Date | null): Promise<number> {
    const ids = await this.hold(owner, most, until ?? END_OF_TIME);
    if (ids.length === 0) return 0;
    return this.unitOfWork.write(async (db) => {
      const answer = await db.sql<{ id: string }[]>`
        DELETE FROM ${() => tableOf(db, Conversation)} WHERE tenant_id = ${owner.tenantId} AND user_id = ${owner.userId} AND id IN (${() => ids})
          AND NOT EXISTS (SELECT 1 FROM ${() => tableOf(db, Message)} m WHERE m.conversation_id = ${() => tableOf(db, Conversation)}.id) RETURNING id`;
      const gone = returnedRows(answer);
      for (const { id } of gone) await this.search.removeAll(db, id);
      return gone.length;
    });
  }

  override scrub(step: number): Promise<boolean> {
    return this.unitOfWork.run(() => this.unitOfWork.write((db) => this.search.scrub(db, step)));
  }

  /** On SQLite a transaction that writes is alone anyway. */
  private hold({ tenantId, userId }: Owner, most: number, until: Date): Promise<string[]> {
    return this.unitOfWork.write(async (db) => {
      const query = db
        .createQueryBuilder(Conversation, 'c')
        .select('c.id', 'id')
        .where('c.tenantId = :tenantId AND c.userId = :userId', { tenantId, userId })
        .andWhere('c.createdAt <= :until', { until: encodeInstant(until) })
        .orderBy('c.id')
        .limit(most);
      const rows = await (this.dialect === 'postgres' ? query.setLock('pessimistic_write') : query).getRawMany<{
        id: string;
      }>();
      return rows.map(({ id }) => id);
    });
  }
}
