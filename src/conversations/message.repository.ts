import { Injectable } from '@nestjs/common';
import { type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import { type Keyset, type Owner, type Page, pageOf, type PageRequest, Pauses } from '../common/index.js';
import { bytesIn, countFittingOf, encodeInstant, insertRows, tableOf, UnitOfWork } from '../database/index.js';
import { ContentEncryption, type Proof, UnreadableContentError } from '../encryption/index.js';
import { THREAD_FIELDS, type ThreadMessage } from './context/thread.js';
import { ConversationSearch, messageDocument } from './conversation-search.js';
import { Message } from './entities/message.entity.js';
import { PROTECTED_MESSAGES } from './protected-conversations.js';

/** A stretch of a path, in order. */
export interface PathRequest {
  /** The message that the path ends with. */
  readonly leafId: string;
  /** Only messages that come later on the path than this many. */
  readonly from: number;
  readonly limit: number;
}

/**
 * So many bytes of a path's texts are read at a time: what a driver makes of them, and to open them, is one turn of the
 * event loop.
 */
const READ_AT_ONCE = 1_000_000;
/** So many of new messages are stored at a time, in UTF-16 units. */
const STORED_AT_ONCE = 1_000_000;

/** What else it takes to open them. */
const SEALED_BY = ['tenantId', 'userId', 'keyId', 'conversationId', 'parentId'] as const;

@Injectable()
export class MessageRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: ConversationSearch,
    private readonly encryption: ContentEncryption,
  ) {}

  /** Messages of one conversation. */
  async insert(owner: Owner, messages: readonly Omit<Message, keyof Owner>[]): Promise<Message[]> {
    const { tenantId, userId } = owner;
    const rows: Message[] = messages.map((message) => ({ ...message, tenantId, userId }));
    const key = await this.encryption.forWriting(owner);
    const pauses = new Pauses();
    for (const some of partsOf(rows)) {
      const stored = key ? some.map((row) => key.seal(PROTECTED_MESSAGES, row)) : some;
      if (pauses.isDue) await pauses.next();
      await this.unitOfWork.write(async (db) => {
        await insertRows(db, Message, stored);
        const documents = some.flatMap((row) => messageDocument(row) ?? []);
        await this.search.index(db, owner, documents, key?.hide);
      });
    }
    return rows;
  }

  async findById(owner: Owner, conversationId: string, id: string, proof?: Proof): Promise<Message | null> {
    const row = await this.unitOfWork.read((db) =>
      inConversation(db, owner, conversationId).andWhere('m.id = :id', { id }).getOne(),
    );
    return this.encryption.openOne(PROTECTED_MESSAGES, row, proof);
  }

  /** The messages from the root to this one, in order, by one query where they are short; none when there is no such message. */
  findPath(owner: Owner, conversationId: string, leafId: string): Promise<Message[]> {
    return this.readPath(owner, conversationId, leafId);
  }

  /** A page of them; it ends early where the messages are long. */
  async findPathPage(owner: Owner, conversationId: string, request: PathRequest): Promise<Page<Message>> {
    const { rows, next } = await this.unitOfWork.read(async (db) => {
      const query = onPath(db, owner, conversationId, request);
      const limit = await countFittingOf(db, Message, query, request.limit);
      return pageOf(await query.limit(limit + 1).getMany(), limit, placeOf);
    });
    return { rows: await this.encryption.open(PROTECTED_MESSAGES, whole(rows, request.from)), next };
  }

  /** The same, but only what a thread depends on: half the cost. */
  async findThread(owner: Owner, conversationId: string, leafId: string): Promise<ThreadMessage[]> {
    return this.readPath(owner, conversationId, leafId, [...THREAD_FIELDS, ...SEALED_BY]);
  }

  /** Every message, oldest first. */
  async findTree(owner: Owner, conversationId: string, page: PageRequest): Promise<Page<Message>> {
    const { rows, next } = await this.unitOfWork.read(async (db) => {
      const query = inConversation(db, owner, conversationId).orderBy('m.createdAt', 'ASC').addOrderBy('m.id', 'ASC');
      if (page.after !== null) {
        const place = { afterAt: encodeInstant(page.after.at), afterId: page.after.id };
        query.andWhere('(m.createdAt, m.id) > (:afterAt, :afterId)', place);
      }
      const limit = await countFittingOf(db, Message, query, page.limit);
      return pageOf(await query.limit(limit + 1).getMany(), limit, placeOf);
    });
    return { rows: await this.encryption.openReadable(PROTECTED_MESSAGES, rows), next };
  }

  /** The summaries of a conversation's paths, of the longest stretches first. */
  async findSummaries(owner: Owner, conversationId: string): Promise<Message[]> {
    const rows = await this.unitOfWork.read((db) =>
      inConversation(db, owner, conversationId)
        .andWhere("m.role = 'summary'")
        .orderBy('m.depth', 'DESC')
        .addOrderBy('m.createdAt', 'DESC')
        .getMany(),
    );
    return this.encryption.open(PROTECTED_MESSAGES, rows);
  }

  /** The user's message that came with this idempotency key since then. */
  async findByKey(
    owner: Owner,
    conversationId: string,
    idempotencyDigest: string,
    since: Date,
  ): Promise<Message | null> {
    const row = await this.unitOfWork.read((db) =>
      inConversation(db, owner, conversationId)
        .andWhere('m.idempotencyDigest = :idempotencyDigest', { idempotencyDigest })
        .andWhere('m.createdAt >= :since', { since: encodeInstant(since) })
        .orderBy('m.createdAt', 'DESC')
        .limit(1)
        .getOne(),
    );
    return this.encryption.openOne(PROTECTED_MESSAGES, row);
  }

  /** Those of these users' messages that have an answer. */
  async findAnswered(owner: Owner, conversationId: string, ids: readonly string[]): Promise<Set<string>> {
    const { tenantId, userId } = owner;
    const answers = await this.unitOfWork.read((db) =>
      db.find(Message, {
        select: { id: true, parentId: true },
        where: { tenantId, userId, conversationId, parentId: In([...ids]), role: 'assistant' },
      }),
    );
    return new Set(answers.map(({ parentId }) => parentId ?? ''));
  }

  /** Reads a stretch of the path after another, so that long ones let other requests be served meanwhile. */
  private async readPath(
    owner: Owner,
    conversationId: string,
    leafId: string,
    fields?: readonly (keyof Message)[],
  ): Promise<Message[]> {
    const path: Message[] = [];
    const pauses = new Pauses();
    // Not `path.length`: rows whose key was destroyed are left out when they are opened.
    for (let from = 0; ;) {
      const start = from;
      const rows = await this.unitOfWork.read((db) => {
        const query = onPath(db, owner, conversationId, { leafId, from: start }, READ_AT_ONCE);
        return (fields ? query.select(fields.map((field) => `m.${field}`)) : query).getMany();
      });
      // There is no such message, or it was deleted with its conversation meanwhile.
      if (rows.length === 0) return [];
      if (pauses.isDue) await pauses.next();
      path.push(...(await this.encryption.open(PROTECTED_MESSAGES, whole(rows, start))));
      if (pauses.isDue) await pauses.next();
      if (rows.at(-1)?.id === leafId) return path;
      from += rows.length;
    }
  }
}

function inConversation(db: EntityManager, owner: Owner, conversationId: string): SelectQueryBuilder<Message> {
  const { tenantId, userId } = owner;
  return db
    .createQueryBuilder(Message, 'm')
    .where('m.conversationId = :conversationId AND m.tenantId = :tenantId AND m.userId = :userId', {
      conversationId,
      tenantId,
      userId,
    });
}

/** @param bytes of texts, after which the stretch ends; its first message is in it however long it is. @default all of it */
function onPath(
  db: EntityManager,
  { tenantId, userId }: Owner,
  conversationId: string,
  { leafId, from = 0 }: Pick<PathRequest, 'leafId'> & Partial<PathRequest>,
  bytes?: number,
): SelectQueryBuilder<Message> {
  const messages = tableOf(db, Message);
  const size = bytes === undefined ? '0' : bytesIn(db, Message, 'm.');
  const up = `
    SELECT m.id, m.parent_id, m.depth, ${size} FROM ${messages} m
     WHERE m.id = :leafId AND m.conversation_id = :conversationId AND m.tenant_id = :tenantId AND m.user_id = :userId
       AND m.role <> 'summary' AND m.depth >= :from
    UNION ALL
    SELECT m.id, m.parent_id, m.depth, ${size} FROM path p JOIN ${messages} m ON m.id = p.parent_id
     WHERE p.depth > :from AND m.depth < p.depth
       AND m.conversation_id = :conversationId AND m.tenant_id = :tenantId AND m.user_id = :userId`;
  const before = 'SELECT id, SUM(bytes) OVER (ORDER BY depth) - bytes AS bytes FROM path';
  const fitting = bytes === undefined ? 'path' : `(${before}) AS placed WHERE bytes < ${bytes}`;
  return (
    db
      .createQueryBuilder(Message, 'm')
      .addCommonTableExpression(up, 'path', { recursive: true, columnNames: ['id', 'parent_id', 'depth', 'bytes'] })
      // Not a join: SQLite, once it has statistics, would read the whole table and look for each row in the path.
      .where(`m.id IN (SELECT id FROM ${fitting})`)
      .setParameters({ tenantId, userId, conversationId, leafId, from })
      .orderBy('m.depth', 'ASC')
  );
}

/** Messages in stretches that are stored at a time. */
function* partsOf(messages: readonly Message[]): Generator<Message[], void> {
  let part: Message[] = [];
  let length = 0;
  for (const message of messages) {
    part.push(message);
    // What Claude says is stored twice: as blocks and as a text.
    length += message.text.length * (message.content === null ? 1 : 2);
    if (length < STORED_AT_ONCE) continue;
    yield part;
    part = [];
    length = 0;
  }
  if (part.length > 0) yield part;
}

/** A path that has lost a message of it, or leads out of its conversation, would say something else than was said. */
function whole(path: readonly Message[], from = 0): readonly Message[] {
  const [first] = path;
  if (first && path.some(({ depth }, index) => depth !== from + index))
    throw new UnreadableContentError('messages', 'parent_id', first.id);
  return path;
}

function placeOf({ createdAt, id }: Message): Keyset {
  return { at: createdAt, id };
}
