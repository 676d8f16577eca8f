import type { DataSource, EntityMetadata } from 'typeorm';

/** What Reprise reads of a driver, which each has under these names. */
interface Driver {
  /** The schema of PostgreSQL that entities are looked for in, and the one that statements without a schema go to. */
  readonly schema?: string;
  readonly searchSchema?: string;
}

/** `pg`'s own, where a host says nothing. */
const USUAL_POOL = 10;

/** How many connections to PostgreSQL there are at most. */
export function poolSizeOf({ options }: DataSource): number {
  const { poolSize, extra } = options as { readonly poolSize?: number; readonly extra?: { readonly max?: number } };
  return extra?.max ?? poolSize ?? USUAL_POOL;
}

/** Settings of a host's DataSource that Reprise cannot work with; a line each, with what to do instead. */
export function faultsOfDataSource(dataSource: DataSource, entities: readonly EntityMetadata[]): string[] {
  const { entityPrefix, cache } = dataSource.options;
  const { schema, searchSchema } = dataSource.driver as Driver;
  const faults: string[] = [];
  if (entityPrefix) {
    faults.push(
      `it has the entityPrefix ${JSON.stringify(entityPrefix)}, which the migrations do not know: leave it out, and use repriseEntities({ tablePrefix }), repriseMigrations({ tablePrefix }) and the option tablePrefix`,
    );
  }
  if (schema !== undefined && searchSchema !== undefined && schema !== searchSchema) {
    faults.push(
      `it has the schema ${JSON.stringify(schema)}, and statements go to ${JSON.stringify(searchSchema)}: leave schema out, and set extra: { options: '-c search_path=${schema}' }`,
    );
  }
  if (typeof cache === 'object' && 'alwaysEnabled' in cache && cache.alwaysEnabled) {
    faults.push(
      'it has cache: { alwaysEnabled: true }, which answers with rows that have changed since: leave alwaysEnabled out',
    );
  }
  if ((dataSource.options as { readonly readonly?: boolean }).readonly) {
    faults.push('it is opened readonly: leave that out');
  }
  const renamed = entities
    .flatMap(({ columns }) => columns)
    .find((column) => {
      return column.databaseName !== (column.givenDatabaseName ?? column.propertyName);
    });
  if (renamed) {
    const given = renamed.givenDatabaseName ?? renamed.propertyName;
    faults.push(
      `its namingStrategy calls the column ${given} ${renamed.databaseName}: keep names that entities give, or lend Reprise another DataSource`,
    );
  }
  return faults;
}
