import type { DataSource, EntityMetadata } from 'typeorm';
import type { EntityClass } from './sql.js';
import { fromStored, toStored } from './typeorm-internals.js';

type Values = Record<string, unknown>;

export interface EntityColumn {
  /** As the database has it. */
  readonly name: string;
  readonly property: string;
  /** What is stored for a value of the property. */
  readonly store: (value: unknown) => unknown;
}

/** The table of an entity, with what makes rows of entities and entities of rows: the same that TypeORM makes. */
export class EntityTable {
  readonly name: string;
  readonly columns: readonly EntityColumn[];
  /** By name, so that a column that a newer release adds changes nothing for statements that are prepared. */
  readonly columnNames: string;
  /** Those that hold long texts. */
  readonly textColumns: readonly string[];
  readonly key: EntityColumn;
  private readonly target: new () => Values;
  private readonly read: readonly (readonly [EntityColumn, ((value: unknown) => unknown) | null])[];

  constructor(dataSource: DataSource, metadata: EntityMetadata) {
    this.name = metadata.tableName;
    this.target = metadata.target as new () => Values;
    this.read = metadata.columns.map((column) => {
      const { databaseName, propertyName } = column;
      const mapped = { name: databaseName, property: propertyName, store: toStored(dataSource, column) };
      return [mapped, fromStored(dataSource, column)];
    });
    this.columns = this.read.map(([column]) => column);
    this.columnNames = metadata.columns.map(({ databaseName }) => dataSource.driver.escape(databaseName)).join(', ');
    this.textColumns = metadata.columns.filter(({ type }) => type === 'text').map(({ databaseName }) => databaseName);
    this.key = this.columns.find(({ name }) => name === metadata.primaryColumns[0]?.databaseName) as EntityColumn;
  }

  toEntity(row: object): object {
    const entity = new this.target();
    for (const [{ property, name }, read] of this.read) {
      const value = (row as Values)[name];
      entity[property] = read === null ? value : read(value);
    }
    return entity;
  }
}

const tables = new WeakMap<EntityMetadata, EntityTable>();

/** @param dataSource as the mount sees it. @throws where it does not know the entity */
export function entityTable(dataSource: DataSource, entity: EntityClass): EntityTable {
  const metadata = dataSource.getMetadata(entity);
  const known = tables.get(metadata);
  if (known) return known;
  const table = new EntityTable(dataSource, metadata);
  tables.set(metadata, table);
  return table;
}
