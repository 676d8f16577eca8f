import { anyOf, FOR_UPDATE, joined, rawSql, type Sql, sql, SqlWriter } from './sql.js';

class Note {}

function written(statement: Sql, dialect: 'sqlite' | 'postgres' = 'postgres') {
  const writer = new SqlWriter(dialect, () => 'my_notes');
  statement.writeTo(writer);
  return writer;
}

describe('a statement in the tag sql', () => {
  it('never has a value in its text, whatever that is', () => {
    const statement = sql`SELECT id FROM ${Note} WHERE text = ${"'; DROP TABLE notes; --"} AND n = ${1n} AND b = ${true}`;
    expect(written(statement).text).toBe('SELECT id FROM my_notes WHERE text = $1 AND n = $2 AND b = $3');
    expect(written(statement, 'sqlite').text).toBe('SELECT id FROM my_notes WHERE text = ? AND n = ? AND b = ?');
    expect(written(statement).values).toEqual(["'; DROP TABLE notes; --", 1n, true]);
  });

  it('numbers the parameters of its parts in the order of the text', () => {
    const part = sql`b = ${'b'} AND ${rawSql('c')} < ${new Date(0)}`;
    const { text, values } = written(sql`a = ${'a'} AND ${part} AND d = ${null}`);
    expect(text).toBe('a = $1 AND b = $2 AND c < $3 AND d = $4');
    expect(values).toEqual(['a', 'b', '1970-01-01T00:00:00.000Z', null]);
  });

  it('has the same text on PostgreSQL however many values an IN has', () => {
    const textFor = (tuples: string[][]) => written(sql`(a, b) IN ${anyOf(tuples)}`).text;
    expect(textFor([['1', '2']])).toBe(textFor([['1', '2'], ['3', '4'], ['5', '6']])); // prettier-ignore
    expect(written(sql`a IN ${anyOf(['x', 'y'])}`).values).toEqual([['x', 'y']]);
    expect(written(sql`a IN ${anyOf(['x', 'y'])}`, 'sqlite').values).toEqual(['x', 'y']);
  });

  it('is one of many where it has a list of parts, and locks where it ends with FOR UPDATE', () => {
    const list = written(sql`WHERE ${joined([sql`a = ${1}`, sql`b = ${2}`], ' AND ')}`);
    expect([list.text, list.isOneOfMany, list.isLocking]).toEqual(['WHERE a = $1 AND b = $2', true, false]);
    const lock = written(sql`SELECT 1 ${FOR_UPDATE}`, 'sqlite');
    expect([lock.text, lock.isOneOfMany, lock.isLocking]).toEqual(['SELECT 1 ', false, true]);
  });
});
