import type { DataSource, EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { withTables } from './typeorm-internals.js';

export interface TablePrefixOptions {
  /**
   * What the name of every table, index and constraint begins with: at most 31 of `a-z`, `0-9` and `_`, no digit first.
   * @default '' – no prefix
   */
  readonly tablePrefix?: string;
}

/** SQLite keeps names that begin with `sqlite_` to itself. */
const PREFIX = /^(?!sqlite_)([a-z_][a-z0-9_]{0,30})?$/;

/** @throws Error when it is no prefix, so that it may stand in a statement as it is */
export function checkedPrefix({ tablePrefix = '' }: TablePrefixOptions): string {
  if (typeof tablePrefix === 'string' && PREFIX.test(tablePrefix)) return tablePrefix;
  throw new Error(
    `tablePrefix ${JSON.stringify(tablePrefix)} is none: it is at most 31 of a-z, 0-9 and _, begins with no digit and not with sqlite_`,
  );
}

/** The stand-in for an entity on tables with a prefix: a class that extends the entity's, so that its rows are such entities. */
export interface PrefixedTarget {
  readonly tablePrefix: string;
}

/**
 * The DataSource as one mount sees it: each entity is mapped to the table with the prefix, and whatever has no such table
 * is not mapped at all.
 * @throws Error when none of the DataSource's tables has the prefix
 */
export function onPrefixedTables(dataSource: DataSource, prefix: string): DataSource {
  const tables = new Map<unknown, EntityMetadata>();
  for (const metadata of dataSource.entityMetadatas) {
    const target = metadata.target as Partial<PrefixedTarget>;
    if (target.tablePrefix !== prefix) continue;
    tables.set(target, metadata);
    tables.set(Object.getPrototypeOf(target), metadata);
  }
  if (tables.size === 0) {
    throw new Error(
      `the DataSource has no tables with the prefix ${prefix}: give it repriseEntities({ tablePrefix: '${prefix}' })`,
    );
  }
  return withTables(dataSource, tables);
}

/** The name of the table that an entity is kept in, for SQL by hand. It needs no quotes. */
export function tableOf(db: EntityManager, entity: EntityTarget<ObjectLiteral>): string {
  return db.dataSource.getMetadata(entity).tableName;
}
