import { EntitySchema, type EntitySchemaColumnOptions, getMetadataArgsStorage } from 'typeorm';
import type { PrefixedTarget } from '../database/table-prefix.js';

type EntityClass = new () => object;

/** A table with the prefix, and the columns and indexes that the entity's decorators declare. Its rows are instances of the entity. */
export function prefixedEntity(entity: EntityClass, prefix: string): EntitySchema {
  const target: EntityClass & PrefixedTarget = class extends entity {
    static readonly tablePrefix = prefix;
  };
  const declared = getMetadataArgsStorage();
  return new EntitySchema({
    name: entity.name,
    // TypeORM derives its aliases from the name of the class.
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
