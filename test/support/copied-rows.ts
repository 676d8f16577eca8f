import type { DataSource } from 'typeorm';

/** What of a row each copy has of its own: SQL over the copy's number `n`. */
export type OwnColumns = Readonly<Record<string, string>>;

/** Copies a row many times, in one statement. */
export async function copyRows(
  dataSource: DataSource,
  {
    table,
    id,
    count,
    own,
  }: { readonly table: string; readonly id: string; readonly count: number; readonly own: OwnColumns },
): Promise<void> {
  const [row = {}] = await dataSource.query<object[]>(`SELECT * FROM ${table} WHERE id = '${id}'`);
  const columns = Object.keys(row);
  const values = columns.map((column) => own[column] ?? `r.${column}`);
  await dataSource.query(
    `INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${values.join(', ')} FROM ${table} r, (${series(dataSource, count)}) AS numbers WHERE r.id = '${id}'`,
  );
}

/** An id that is the copy's own, of its kind. */
export function copiedId(dataSource: DataSource, kind: number): string {
  const digits = isPostgres(dataSource) ? `lpad(CAST(n AS text), 12, '0')` : `printf('%012d', n)`;
  return `'019ab0c4-000${kind}-7000-8000-' || ${digits}`;
}

/** Enters copies into a search index, each with the words of its own and those that all have. */
export async function indexCopies(
  dataSource: DataSource,
  {
    name,
    columns,
    count,
    kind,
    words,
  }: {
    readonly name: string;
    /** Of the copy's id, and of others that are the same for all of them. */
    readonly columns: Readonly<Record<string, string>>;
    readonly count: number;
    readonly kind: number;
    readonly words: readonly string[];
  },
): Promise<void> {
  const [places, values] = [Object.keys(columns).join(', '), Object.values(columns).join(', ')];
  const numbered = `(${series(dataSource, count)}) AS numbers`;
  if (isPostgres(dataSource)) {
    const terms = words.map((word) => `'${word}'`).join(', ');
    await dataSource.query(
      `INSERT INTO ${name} (${places}, terms)
       SELECT ${values}, array_to_tsvector(ARRAY[${terms}, 'w' || n]) FROM ${numbered}`,
    );
    return;
  }
  const id = copiedId(dataSource, kind);
  const document = Object.keys(columns)[0] ?? '';
  await dataSource.query(`INSERT INTO ${name}_docs (${places}) SELECT ${values} FROM ${numbered}`);
  await dataSource.query(
    `INSERT INTO ${name} (rowid, terms) SELECT d.doc_id, '${words.join(' ')} w' || n
       FROM ${numbered} JOIN ${name}_docs d ON d.${document} = ${id}`,
  );
}

function series(dataSource: DataSource, count: number): string {
  return isPostgres(dataSource)
    ? `SELECT n FROM generate_series(1, ${count}) AS n`
    : `WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${count}) SELECT n FROM up`;
}

function isPostgres({ options }: DataSource): boolean {
  return options.type === 'postgres';
}
