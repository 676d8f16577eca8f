import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import {
  changeRows,
  DIALECT,
  type Dialect,
  findRows,
  forUpdate,
  oneOf,
  SqlValues,
  TABLE_PREFIX,
  tableOf,
  UnitOfWork,
} from '../../database/index.js';
import type { ContentKey } from '../content-key.js';
import type { ProtectedRow, ProtectedTable } from '../protected-table.js';

/** `plain`: stored as it is; `old_format`: encrypted, and not bound to its user and its place. */
export type UnsealedFormat = 'plain' | 'old_format';

export type SealableRow = ProtectedRow & ObjectLiteral;

/** A table whose rows `SealingService` seals, where that was not done when they were stored. */
export interface SealableTable<Row extends SealableRow> {
  readonly entity: new () => SealableRow;
  readonly table: ProtectedTable<Row>;
  /**
   * Properties that a row which nothing had authenticated must have instead, so that it is never given again as an answer.
   * @default nothing
   */
  readonly unproven?: (row: Row, key: ContentKey, format: UnsealedFormat) => object;
  /** The search index that its plain rows are in. */
  readonly index?: SealableIndex<Row>;
}

/** Of tables with rows of any kind. */
export type AnySealableTable = SealableTable<never>;

/** Which database an index is in, and where. */
export interface IndexPlace {
  readonly dialect: Dialect;
  readonly tablePrefix: string;
}

/** How the words of rows that are sealed become hidden ones; the search module makes it. */
export interface SealableIndex<Row> {
  /** Takes the words of these rows out, and puts hidden ones in. All of them are of the key's owner. */
  reindex(db: EntityManager, place: IndexPlace, rows: readonly Row[], key: ContentKey): Promise<void>;
  /** As `SearchIndex.scrub`. */
  scrub(db: EntityManager, place: IndexPlace, step: number): Promise<boolean>;
}

/** The values of a row's primary key. */
export type RowKey = readonly string[];

/** Where a row is that has to be sealed, and whose it is. */
export interface Found {
  readonly key: RowKey;
  readonly tenantId: string;
  readonly userId: string;
  readonly isPlain: boolean;
}

export interface Unsealed {
  readonly plain: number;
  readonly oldFormat: number;
}

/** The third character of a JSON text that was sealed in the old format, after a quotation mark and an A: its version. */
const OLD = [...'QRSTUVWXYZabcdef'].map((character) => `'${character}'`).join(', ');

@Injectable()
export class SealingRepository {
  private readonly place: IndexPlace;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(DIALECT) dialect: Dialect,
    @Inject(TABLE_PREFIX) tablePrefix: string,
  ) {
    this.place = { dialect, tablePrefix };
  }

  /** How many rows, of all users, have to be sealed. It reads the whole table. */
  async count<Row extends SealableRow>(sealable: SealableTable<Row>): Promise<Unsealed> {
    const rows = await this.unitOfWork.read((db) => {
      const { plain, old } = conditions(db, sealable);
      return db.query<{ plain: string | number | null; old: string | number | null }[]>(
        `SELECT sum(CASE WHEN ${plain} THEN 1 ELSE 0 END) AS plain, sum(CASE WHEN ${old} THEN 1 ELSE 0 END) AS old
           FROM ${tableOf(db, sealable.entity)}`,
      );
    });
    return { plain: Number(rows[0]?.plain ?? 0), oldFormat: Number(rows[0]?.old ?? 0) };
  }

  /** The next rows, of all users, that have to be sealed, in the order of the primary key. */
  async find<Row extends SealableRow>(
    sealable: SealableTable<Row>,
    after: RowKey | null,
    limit: number,
  ): Promise<Found[]> {
    return this.unitOfWork.read(async (db) => {
      const { plain, old } = conditions(db, sealable);
      const columns = keyColumns(db, sealable);
      const values = new SqlValues(db);
      const key = columns.join(', ');
      const from = after ? `AND (${key}) > (${after.map((value) => values.place(value)).join(', ')})` : '';
      const rows = await db.query<Record<string, string | null>[]>(
        `SELECT ${[...new Set([...columns, 'tenant_id', 'user_id', 'key_id'])].join(', ')}
           FROM ${tableOf(db, sealable.entity)} WHERE (${plain} OR ${old}) ${from} ORDER BY ${key} LIMIT ${limit}`,
        values.all,
      );
      return rows.map((row) => ({
        key: columns.map((column) => row[column] ?? ''),
        tenantId: row['tenant_id'] ?? '',
        userId: row['user_id'] ?? '',
        isPlain: row['key_id'] === null,
      }));
    });
  }

  /** Those of these rows that still have to be sealed. Until the surrounding transaction ends they cannot be changed. */
  async lock<Row extends SealableRow>(sealable: SealableTable<Row>, found: readonly Found[]): Promise<Row[]> {
    const rows = await this.unitOfWork.write((db) => {
      const { plain, old } = conditions(db, sealable);
      const columns = keyColumns(db, sealable).join(', ');
      const which = (values: SqlValues) =>
        `WHERE (${columns}) IN ${oneOf(
          values,
          found.map(({ key }) => key),
        )} AND (${plain} OR ${old}) ORDER BY ${columns}${forUpdate(db)}`;
      return findRows(db, sealable.entity, which, { isOneOfMany: true });
    });
    return rows as Row[];
  }

  /** Stores what was sealed of a row: what is encrypted, the digests of it, and `more`. */
  async store<Row extends SealableRow>(
    { entity, table }: SealableTable<Row>,
    sealed: Row,
    more: readonly string[],
  ): Promise<void> {
    const names = new Set<string>(['keyId', ...table.columns, ...Object.keys(table.digests ?? {}), ...more]);
    const changes = Object.fromEntries([...names].map((name) => [name, sealed[name] as unknown])) as Partial<Row>;
    await this.unitOfWork.write((db) => {
      const { primaryColumns } = db.dataSource.getMetadata(entity);
      const which = (values: SqlValues) =>
        primaryColumns
          .map(({ databaseName, propertyName }) => `${databaseName} = ${values.place(sealed[propertyName])}`)
          .join(' AND ');
      return changeRows(db, entity, changes, which, 'key_id');
    });
  }

  /** Has plain rows found by hidden words from now on. */
  async reindex<Row extends SealableRow>(
    { index }: SealableTable<Row>,
    rows: readonly Row[],
    key: ContentKey,
  ): Promise<void> {
    if (index && rows.length > 0) await this.unitOfWork.write((db) => index.reindex(db, this.place, rows, key));
  }

  /** Takes words that were taken out of the index out of the database's files. @returns whether there is more to do */
  async scrub<Row extends SealableRow>({ index }: SealableTable<Row>, step: number): Promise<boolean> {
    if (!index) return false;
    return this.unitOfWork.run(() => this.unitOfWork.write((db) => index.scrub(db, this.place, step)));
  }
}

function keyColumns<Row extends ObjectLiteral>(db: EntityManager, { entity }: { readonly entity: new () => Row }) {
  return db.dataSource.getMetadata(entity).primaryColumns.map(({ databaseName }) => databaseName);
}

/** By the one column that is a document in every row with content. */
function conditions<Row extends SealableRow>(
  db: EntityManager,
  { entity, table }: SealableTable<Row>,
): { readonly plain: string; readonly old: string } {
  const { columns } = db.dataSource.getMetadata(entity);
  const column = columns.find(({ propertyName }) => propertyName === table.whole.column)?.databaseName ?? '';
  return {
    plain: `(key_id IS NULL AND ${column} IS NOT NULL)`,
    old: `(key_id IS NOT NULL AND substr(${column}, 1, 2) = '"A' AND substr(${column}, 3, 1) IN (${OLD}))`,
  };
}
