import type { EntityManager, EntityMetadata } from 'typeorm';
import type { Dialect } from './dialect.js';

type ColumnMetadata = EntityMetadata['columns'][number];

/** A table as the code needs it, or as the database has it. */
export interface TableLayout {
  readonly name: string;
  readonly columns: readonly ColumnLayout[];
  readonly unique: readonly UniqueKey[];
}

export interface ColumnLayout {
  readonly name: string;
  /** As the database writes it, such as `character varying(36)`; `null` where any will do. */
  readonly type: string | null;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
}

export interface UniqueKey {
  /** In alphabetical order. */
  readonly columns: readonly string[];
  /** Whether it is about some of the rows only. */
  readonly isPartial: boolean;
}

/** What an entity needs: its columns, its primary key and its unique indexes. The other indexes only make it fast. */
export function layoutOf(metadata: EntityMetadata, db: EntityManager): TableLayout {
  const typeOf = (column: ColumnMetadata) => {
    const type = db.dataSource.driver.normalizeType(column);
    return column.length ? `${type}(${column.length})` : type;
  };
  const namesOf = (columns: readonly ColumnMetadata[]) => columns.map(({ databaseName }) => databaseName).sort();
  const unique = metadata.indices.filter(({ isUnique }) => isUnique);
  return {
    name: metadata.tableName,
    columns: metadata.columns.map((column) => ({
      name: column.databaseName,
      type: typeOf(column),
      isNullable: column.isNullable,
      hasDefault: column.default !== undefined,
    })),
    unique: [
      { columns: namesOf(metadata.primaryColumns), isPartial: false },
      ...unique.map(({ columns, where }) => ({ columns: namesOf(columns), isPartial: where !== undefined })),
    ],
  };
}

/** The tables of these names that there are, in two queries. */
export async function readLayouts(db: EntityManager, dialect: Dialect, names: string[]): Promise<TableLayout[]> {
  const [columns, unique] = dialect === 'postgres' ? await askPostgres(db, names) : await askSqlite(db, names);
  return names.flatMap((name) => {
    const own = columns.filter(({ table }) => table === name);
    if (own.length === 0) return [];
    return [{ name, columns: own.map(toColumn), unique: unique.filter(({ table }) => table === name).map(toKey) }];
  });
}

interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** SQLite says 1 and 0. */
  readonly nullable: boolean | number;
  readonly defaulted: boolean | number;
}

interface UniqueRow {
  readonly table: string;
  /** JSON. */
  readonly columns: string;
  readonly partial: boolean | number;
}

type Rows = [ColumnRow[], UniqueRow[]];

/** By the names that statements use, and so along the `search_path`. */
async function askPostgres(db: EntityManager, names: string[]): Promise<Rows> {
  const columns = await db.query<ColumnRow[]>(
    `SELECT wanted.name AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
            NOT a.attnotnull AS nullable, a.atthasdef OR a.attidentity <> '' AS defaulted
       FROM unnest(CAST($1 AS text[])) AS wanted (name)
       JOIN pg_attribute a ON a.attrelid = to_regclass(wanted.name) AND a.attnum > 0 AND NOT a.attisdropped`,
    [names],
  );
  const unique = await db.query<UniqueRow[]>(
    `SELECT wanted.name AS "table", i.indpred IS NOT NULL AS partial,
            CAST(ARRAY_TO_JSON(ARRAY(SELECT a.attname FROM pg_attribute a
                                      WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey))) AS text) AS columns
       FROM unnest(CAST($1 AS text[])) AS wanted (name)
       JOIN pg_index i ON i.indrelid = to_regclass(wanted.name) AND i.indisunique AND i.indisvalid`,
    [names],
  );
  return [columns, unique];
}

async function askSqlite(db: EntityManager, names: string[]): Promise<Rows> {
  const wanted = names.map(() => '?').join(', ');
  const columns = await db.query<ColumnRow[]>(
    `SELECT t.name AS "table", c.name AS name, c.type AS type, c."notnull" = 0 AS nullable,
            c.dflt_value IS NOT NULL AS defaulted
       FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name IN (${wanted})`,
    names,
  );
  // The key of a table that is its own row number has no index.
  const unique = await db.query<UniqueRow[]>(
    `SELECT t.name AS "table", i.partial AS partial, json_group_array(c.name) AS columns
       FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
      WHERE t.type = 'table' AND t.name IN (${wanted}) AND i."unique" GROUP BY t.name, i.name
      UNION ALL
     SELECT t.name, 0, json_group_array(c.name) FROM sqlite_master t, pragma_table_info(t.name) c
      WHERE t.type = 'table' AND t.name IN (${wanted}) AND c.pk > 0 GROUP BY t.name`,
    [...names, ...names],
  );
  return [columns, unique];
}

function toColumn({ name, type, nullable, defaulted }: ColumnRow): ColumnLayout {
  return { name, type, isNullable: Boolean(nullable), hasDefault: Boolean(defaulted) };
}

function toKey({ columns, partial }: UniqueRow): UniqueKey {
  return { columns: (JSON.parse(columns) as string[]).sort(), isPartial: Boolean(partial) };
}
