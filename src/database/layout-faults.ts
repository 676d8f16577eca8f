import type { Dialect } from './dialect.js';
import type { ColumnLayout, TableLayout } from './table-layout.js';

/** Why what is to be stored in `needed` would not be taken by the table that there is; a line a reason. */
export function faultsOf(needed: TableLayout, found: TableLayout | undefined, dialect: Dialect): string[] {
  if (found === undefined) return [`there is no table ${needed.name}`];
  const table = `the table ${needed.name}`;
  const columns = needed.columns.flatMap((column) => {
    const own = found.columns.find(({ name }) => name === column.name);
    if (own === undefined) return [`${table} has no column ${column.name}`];
    return faultsOfColumn(column, own, dialect).map((fault) => `the column ${needed.name}.${column.name} ${fault}`);
  });
  // Two keys over the same columns are one; a key over fewer rows promises less.
  const keys = needed.unique.filter(
    ({ columns, isPartial }) =>
      !found.unique.some((key) => key.isPartial === isPartial && String(key.columns) === String(columns)),
  );
  return [...columns, ...keys.map((key) => `${table} has no unique index on ${key.columns.join(', ')}`), ...unfilled()];

  /** Columns of another version, or of the host's, that no statement of ours gives a value. */
  function unfilled(): string[] {
    const known = new Set(needed.columns.map(({ name }) => name));
    const others = found?.columns.filter(
      (column) => !known.has(column.name) && !column.isNullable && !column.hasDefault,
    );
    return (others ?? []).map(({ name }) => `the column ${needed.name}.${name} is not Reprise's, and has to be filled`);
  }
}

function faultsOfColumn(needed: ColumnLayout, found: ColumnLayout, dialect: Dialect): string[] {
  const faults: string[] = [];
  if (needed.isNullable && !found.isNullable) faults.push('does not take NULL');
  if (needed.type !== null && found.type !== null && !fits(needed.type, found.type, dialect))
    faults.push(`is ${found.type}, not ${needed.type}`);
  return faults;
}

function fits(needed: string, found: string, dialect: Dialect): boolean {
  if (dialect === 'sqlite') return affinity(needed) === affinity(found);
  if (needed === found) return true;
  const length = lengthOf(needed);
  if (length === null) return false;
  return found === 'text' || found === 'character varying' || (lengthOf(found) ?? 0) >= length;
}

/** Of `character varying(36)`. */
function lengthOf(type: string): number | null {
  const length = /^character varying\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? null : Number(length);
}

/** How SQLite stores a value in a column of the type: section 3.1 of its "Datatypes". */
function affinity(type: string): string {
  if (/int/i.test(type)) return 'integer';
  if (/char|clob|text/i.test(type)) return 'text';
  if (type === '' || /blob/i.test(type)) return 'blob';
  return /real|floa|doub/i.test(type) ? 'real' : 'numeric';
}
