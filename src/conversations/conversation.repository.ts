import { Injectable } from '@nestjs/common';
import type { EntityManager, FindOptionsWhere, SelectQueryBuilder } from 'typeorm';
import { type Keyset, type Owner, type Page, pageOf, type PageRequest, type AccessScope } from '../common/index.js';
import { countFittingOf, encodeInstant, UnitOfWork } from '../database/index.js';
import { ContentEncryption, type ContentKey } from '../encryption/index.js';
import { findMatches } from '../search/index.js';
import { ConversationSearch, titleDocument } from './conversation-search.js';
import { Conversation } from './entities/conversation.entity.js';
import { Message } from './entities/message.entity.js';
import { PROTECTED_CONVERSATIONS } from './protected-conversations.js';

type Change = Partial<Pick<Conversation, 'title' | 'contextPolicy' | 'metadata'>>;

@Injectable()
export class ConversationRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: ConversationSearch,
    private readonly encryption: ContentEncryption,
  ) {}

  async insert(owner: Owner, conversation: Omit<Conversation, keyof Owner>): Promise<Conversation> {
    const row: Conversation = { ...conversation, tenantId: owner.tenantId, userId: owner.userId };
    const key = await this.encryption.forWriting(owner);
    await this.unitOfWork.write(async (db) => {
      await db.insert(Conversation, key?.seal(PROTECTED_CONVERSATIONS, row) ?? row);
      await this.indexTitle(db, owner, row, key);
    });
    return row;
  }

  async findById(scope: AccessScope, id: string): Promise<Conversation | null> {
    const row = await this.unitOfWork.read((db) => db.findOne(Conversation, { where: within(scope, id) }));
    return this.encryption.openOne(PROTECTED_CONVERSATIONS, row);
  }

  /** @returns whether there is such a conversation */
  async change(owner: Owner, id: string, change: Change): Promise<boolean> {
    const key = await this.encryption.forWriting(owner);
    const isThere = key ? await this.reseal(owner, id, key, () => change) : await this.update(owner, id, change);
    const { title } = change;
    if (!isThere || title === undefined) return isThere;
    await this.unitOfWork.write(async (db) => {
      await this.search.remove(db, id);
      await this.indexTitle(db, owner, { id, title }, key);
    });
    return true;
  }

  /**
   * Notes where the conversation was last written, and a title where it has none. Prevents its deletion until the surrounding
   * transaction ends.
   * @returns whether there is such a conversation
   */
  async moveTo(
    owner: Owner,
    id: string,
    { leafId, title, at }: { readonly leafId: string; readonly title?: string | null; readonly at: Date },
  ): Promise<boolean> {
    const key = title ? await this.encryption.forWriting(owner) : null;
    const place = { currentLeafId: leafId, updatedAt: at };
    if (key) return this.reseal(owner, id, key, (row) => ({ ...place, title: row.title ?? title ?? null }));
    return this.unitOfWork.write(async (db) => {
      // One that was given meanwhile stays.
      const orTitle = title && { title: () => 'COALESCE(title, :title)' };
      const { affected } = await db
        .createQueryBuilder()
        .update(Conversation)
        .set({ ...place, ...orTitle })
        .where(within(owner, id))
        .setParameters(title ? { title } : {})
        .execute();
      return affected === 1;
    });
  }

  /** The same; but where it has gone on from another place than `from` meanwhile, it stays there. */
  moveOn(
    owner: Owner,
    id: string,
    { from, leafId, at }: { readonly from: string | null; readonly leafId: string; readonly at: Date },
  ): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db
        .createQueryBuilder()
        .update(Conversation)
        .set({
          currentLeafId: () => 'CASE WHEN current_leaf_id = :from THEN :leafId ELSE current_leaf_id END',
          updatedAt: at,
        })
        .where(within(owner, id))
        .setParameters({ from, leafId })
        .execute();
      return affected === 1;
    });
  }

  /** Prevents its deletion until the surrounding transaction ends. @returns whether there is such a conversation */
  lock(owner: Owner, id: string): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.update(Conversation, within(owner, id), { title: () => 'title' });
      return affected === 1;
    });
  }

  /** With its messages. @returns whether there was such a conversation */
  delete(owner: Owner, id: string): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      // First, so that no message can be added any more.
      const { affected } = await db.delete(Conversation, within(owner, id));
      if (!affected) return false;
      const { tenantId, userId } = owner;
      await db.delete(Message, { tenantId, userId, conversationId: id });
      await this.search.removeAll(db, id);
      return true;
    });
  }

  /** The owner's conversations, last written first. @param terms of which the title or one message must have every one */
  async findPage(owner: Owner, terms: readonly string[], page: PageRequest): Promise<Page<Conversation>> {
    const key = terms.length > 0 ? await this.encryption.forReading(owner) : null;
    const { rows, next } = await this.unitOfWork.read(async (db) => {
      const query = lastWrittenFirst(db, owner, page.after);
      if (terms.length > 0) {
        const ids = await this.findIds(db, owner, terms, page, key);
        if (ids.length === 0) return { rows: [], next: null };
        query.andWhere('c.id IN (:...ids)', { ids });
      }
      const limit = await countFittingOf(db, Conversation, query, page.limit);
      return pageOf(await query.limit(limit + 1).getMany(), limit, placeOf);
    });
    return { rows: await this.encryption.openReadable(PROTECTED_CONVERSATIONS, rows), next };
  }

  /** The same, last written last, to read all of them. A conversation that is written to meanwhile is returned again. */
  async findOldestFirst({ tenantId, userId }: Owner, page: PageRequest): Promise<Page<Conversation>> {
    const { rows, next } = await this.unitOfWork.read(async (db) => {
      const query = db
        .createQueryBuilder(Conversation, 'c')
        .where('c.tenantId = :tenantId AND c.userId = :userId', { tenantId, userId })
        .orderBy('c.updatedAt', 'ASC')
        .addOrderBy('c.id', 'ASC');
      if (page.after !== null) {
        const place = { afterAt: encodeInstant(page.after.at), afterId: page.after.id };
        query.andWhere('(c.updatedAt, c.id) > (:afterAt, :afterId)', place);
      }
      const limit = await countFittingOf(db, Conversation, query, page.limit);
      return pageOf(await query.limit(limit + 1).getMany(), limit, placeOf);
    });
    return { rows: await this.encryption.open(PROTECTED_CONVERSATIONS, rows), next };
  }

  private findIds(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    page: PageRequest,
    key: ContentKey | null,
  ): Promise<string[]> {
    return findMatches<Conversation>({
      page,
      placeOf,
      few: (most) => this.search.findFew(db, owner, terms, most, key?.hide),
      among: (ids) => this.search.findAmong(db, owner, terms, ids, key?.hide),
      stretch: (after, size) =>
        lastWrittenFirst(db, owner, after).select(['c.id', 'c.updatedAt']).limit(size).getMany(),
    });
  }

  private update(owner: Owner, id: string, change: Partial<Conversation>): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.update(Conversation, within(owner, id), change);
      return affected === 1;
    });
  }

  /** Reads the row, changes it and stores it whole, under its owner's key as it is now. @returns whether there is one */
  private async reseal(
    owner: Owner,
    id: string,
    key: ContentKey,
    change: (row: Conversation) => Partial<Conversation>,
  ): Promise<boolean> {
    // First, so that no other transaction changes what is read.
    const row = (await this.lock(owner, id)) ? await this.findById(owner, id) : null;
    return row !== null && this.update(owner, id, key.seal(PROTECTED_CONVERSATIONS, { ...row, ...change(row) }));
  }

  private async indexTitle(
    db: EntityManager,
    owner: Owner,
    titled: Pick<Conversation, 'id' | 'title'>,
    key: ContentKey | null,
  ): Promise<void> {
    const document = titleDocument(titled);
    if (document) await this.search.index(db, owner, [document], key?.hide);
  }
}

function within({ tenantId, userId }: AccessScope, id: string): FindOptionsWhere<Conversation> {
  return userId === null ? { id, tenantId } : { id, tenantId, userId };
}

function lastWrittenFirst(db: EntityManager, owner: Owner, after: Keyset | null): SelectQueryBuilder<Conversation> {
  const { tenantId, userId } = owner;
  const query = db
    .createQueryBuilder(Conversation, 'c')
    .where('c.tenantId = :tenantId AND c.userId = :userId', { tenantId, userId })
    .orderBy('c.updatedAt', 'DESC')
    .addOrderBy('c.id', 'DESC');
  if (after === null) return query;
  const { at, id } = after;
  return query.andWhere('(c.updatedAt, c.id) < (:afterAt, :afterId)', { afterAt: encodeInstant(at), afterId: id });
}

function placeOf({ updatedAt, id }: Conversation): Keyset {
  return { at: updatedAt, id };
}
