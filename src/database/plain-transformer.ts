import type { ColumnType, EntityMetadata, ValueTransformer } from 'typeorm';

/** What the drivers take and give as it is stored. */
const AS_IT_IS: readonly ColumnType[] = ['varchar', 'text', 'integer'];

/**
 * What makes a column's value of what is stored, and the other way round, where drivers have no part in it.
 * @returns `null` where the value is stored as it is, and `undefined` where TypeORM's driver has to be asked
 */
export function plainTransformer(column: EntityMetadata['columns'][number]): ValueTransformer | null | undefined {
  const { transformer, type } = column;
  if (!AS_IT_IS.includes(type) || Array.isArray(transformer)) return undefined;
  return transformer ?? null;
}
