import { EntitySchema, type EntitySchemaColumnOptions, getMetadataArgsStorage } from 'typeorm';
import type { PrefixedTarget } from '../database/table-prefix.js';

type EntityClass = new () => object;

/** The same columns and indexes as the entity's decorators name, in a table with the prefix. Rows of it are such entities. */
export function prefixedEntity(entity: EntityClass, prefix: string): EntitySchema {
  const target: EntityClass & PrefixedTarget = class extends entity {
    static readonly tablePrefix = prefix;
  };
  const declared = getMetadataArgsStorage();
  return new EntitySchema({
    name: entity.name,
    // TypeORM takes the names of its aliases from the class.
    target: Object.defineProperty(target, 'name', { value: entity.name }),
    tableName: prefix + declared.tables.find((table) => table.target === entity)?.name,
    columns: Object.fromEntries(
      declared
        .filterColumns(entity)
        .map(({ propertyName, options }) => [propertyName, options as EntitySchemaColumnOptions]),
    ),
    indices: declared.filterIndices(entity).map(({ name, columns, unique, where }) => ({
      name: prefix + name,
      columns: columns as string[],
      unique,
      where,
    })),
  });
}
