import 'reflect-metadata';
import type { DataSource, DataSourceOptions, Logger } from 'typeorm';
import { ResultRepository } from '../../src/analysis/result.repository.js';
import { RESULTS_SEARCH } from '../../src/analysis/result-search.js';
import { ConversationRepository } from '../../src/conversations/conversation.repository.js';
import { CONVERSATIONS_SEARCH } from '../../src/conversations/conversation-search.js';
import { MessageRepository } from '../../src/conversations/message.repository.js';
import { type Dialect, openDataSource, UnitOfWork } from '../../src/database/index.js';
import { NoEncryption } from '../../src/encryption/index.js';
import { openSearchIndex } from '../../src/search/index.js';

export interface Statement {
  readonly sql: string;
  readonly parameters: unknown[];
}

const TRANSACTION = /^(BEGIN|START|COMMIT|ROLLBACK)/;

/** Keeps what TypeORM sends while somebody listens, as it is sent. */
class Recorder implements Logger {
  private statements: Statement[] | null = null;

  async during(work: () => Promise<unknown>): Promise<Statement[]> {
    const statements: Statement[] = (this.statements = []);
    try {
      await work();
    } finally {
      this.statements = null;
    }
    return statements.filter(({ sql }) => !TRANSACTION.test(sql));
  }

  logQuery(sql: string, parameters?: unknown[]): void {
    this.statements?.push({ sql, parameters: parameters ?? [] });
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

/** What the service asks, and what is expected of the answer. */
export interface Query {
  readonly name: string;
  /** Asks once; answers how many rows came back. */
  readonly ask: () => Promise<number>;
  readonly rows: number;
  /** The indexes of which the plan has to use one, and none besides them and the primary keys. */
  readonly uses: readonly string[];
}

/** The application's own repositories on a database, with an subscription on what it asks. */
export interface Bench {
  readonly dialect: Dialect;
  readonly dataSource: DataSource;
  readonly results: ResultRepository;
  readonly conversations: ConversationRepository;
  readonly messages: MessageRepository;
  readonly unitOfWork: UnitOfWork;
  readonly recorder: Recorder;
}

export async function openBench(dialect: Dialect, options: DataSourceOptions): Promise<Bench> {
  const recorder = new Recorder();
  const dataSource = await openDataSource({ ...options, logger: recorder, logging: ['query'] }, true);
  const unitOfWork = new UnitOfWork(dataSource);
  const encryption = new NoEncryption();
  const threads = openSearchIndex(dialect, CONVERSATIONS_SEARCH);
  return {
    dialect,
    dataSource,
    unitOfWork,
    recorder,
    results: new ResultRepository(unitOfWork, openSearchIndex(dialect, RESULTS_SEARCH), encryption),
    conversations: new ConversationRepository(unitOfWork, threads, encryption),
    messages: new MessageRepository(unitOfWork, threads, encryption),
  };
}
