import type { DataSource } from 'typeorm';

/** The search tables of each dialect among them: no entity maps those. */
export async function tablesOf(dataSource: DataSource): Promise<string[]> {
  const sql =
    dataSource.options.type === 'postgres'
      ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()'
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
  const rows = await dataSource.query<{ name: string }[]>(sql);
  return rows.map(({ name }) => name).sort();
}

/** What TypeORM would have to do to the database to make it fit the entities. */
export async function drift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}
