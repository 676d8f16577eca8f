import { encodeInstant } from './columns.js';
import type { Dialect } from './dialect.js';

/** A class that is mapped to a table. */
export type EntityClass<T extends object = object> = abstract new (...given: never[]) => T;

/**
 * What may stand in `${…}`: an entity's class is its table's name, another `sql` is a part of the statement, and everything
 * else is a parameter, a Date among them as an instant is stored. No value ever becomes text of a statement.
 */
export type SqlPart = string | number | bigint | boolean | null | Date | Sql | EntityClass;

/** A statement, or a part of one. Columns are named as they are in the database. */
export class Sql {
  constructor(private readonly write: (to: SqlWriter) => void) {}

  writeTo(to: SqlWriter): void {
    this.write(to);
  }
}

/**
 * States a statement, or a part of one.
 * @example sql`SELECT id FROM ${Call} WHERE tenant_id = ${tenantId} AND started_at < ${now} ORDER BY id LIMIT 10`
 */
export function sql(texts: TemplateStringsArray, ...parts: readonly SqlPart[]): Sql {
  return new Sql((to) => {
    to.add(texts[0] ?? '');
    for (let index = 0; index < parts.length; index += 1) {
      to.addPart(parts[index] as SqlPart);
      to.add(texts[index + 1] ?? '');
    }
  });
}

/** Text that this program has made, such as a list of columns. Never a value. */
export function rawSql(text: string): Sql {
  return new Sql((to) => to.add(text));
}

/**
 * Parts of which there are sometimes more and sometimes fewer, such as the conditions of a filter. A statement with such a
 * list is one of many, and not prepared.
 * @example joined(conditions, ' AND ')
 */
export function joined(parts: readonly Sql[], separator: string): Sql {
  return new Sql((to) => {
    to.isOneOfMany = true;
    parts.forEach((part, index) => {
      if (index > 0) to.add(separator);
      part.writeTo(to);
    });
  });
}

/**
 * The right side of an IN. However many there are, PostgreSQL is sent the same text: arrays, one for each column.
 * @param tuples texts, or tuples of texts of which there is at least one
 * @example sql`id IN ${anyOf(ids)} AND (tenant_id, user_id) IN ${anyOf(owners.map(({ tenantId, userId }) => [tenantId, userId]))}`
 */
export function anyOf(tuples: readonly (string | readonly string[])[]): Sql {
  const rows = tuples.map((tuple) => (typeof tuple === 'string' ? [tuple] : tuple));
  return new Sql((to) => {
    if (to.dialect === 'postgres') {
      const width = rows[0]?.length ?? 1;
      const arrays = Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
      to.add(`(SELECT * FROM unnest(${arrays.map((array) => `CAST(${to.place(array)} AS varchar[])`).join(', ')}))`);
    } else if (rows.length === 0) {
      to.add('(SELECT NULL WHERE 1 = 0)');
    } else {
      to.add(`(VALUES ${rows.map((row) => `(${row.map((value) => to.place(value)).join(', ')})`).join(', ')})`);
    }
  });
}

/**
 * Ends a SELECT whose rows no other transaction changes until this one ends. Several rows are locked sorted by their keys:
 * transactions that lock in one order never lock each other out. On SQLite a transaction that writes is alone anyway. Outside
 * of a transaction it throws.
 */
export const FOR_UPDATE = new Sql((to) => {
  to.isLocking = true;
  if (to.dialect === 'postgres') to.add('FOR UPDATE');
});

/**
 * Ends a SELECT whose rows no other transaction deletes until this one ends. On PostgreSQL transactions that lock in this way
 * do not wait for one another, nor for an update that leaves the keys as they are. Outside of a transaction it throws.
 */
export const FOR_KEY_SHARE = new Sql((to) => {
  to.isLocking = true;
  if (to.dialect === 'postgres') to.add('FOR KEY SHARE');
});

/** What a statement is written into: its text, with a place for each parameter, and the parameters. */
export class SqlWriter {
  text = '';
  readonly values: unknown[] = [];
  /** Whether there are so many statements like this one that preparing each is of no use. */
  isOneOfMany = false;
  /** Whether it locks what it reads. */
  isLocking = false;

  /** @param tableOf the name of an entity's table, which needs no quotes */
  constructor(
    readonly dialect: Dialect,
    private readonly tableOf: (entity: EntityClass) => string,
  ) {}

  add(text: string): void {
    this.text += text;
  }

  addPart(part: SqlPart): void {
    if (part instanceof Sql) part.writeTo(this);
    else if (typeof part === 'function') this.text += this.tableOf(part);
    else this.text += this.place(part instanceof Date ? encodeInstant(part) : part);
  }

  /** @param value as the driver takes it. @returns what stands for it in the text */
  place(value: unknown): string {
    const place = this.values.push(value);
    return this.dialect === 'postgres' ? `$${place}` : '?';
  }
}
