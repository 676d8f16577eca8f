import { toCsv } from './csv.js';

describe('CSV', () => {
  it('has a header, and a row for each object in the order of the header', () => {
    expect(toCsv(['name', 'count'], [{ count: 1, name: 'ann' }])).toBe('name,count\r\nann,1\r\n');
  });

  it('has only a header if there are no rows', () => {
    expect(toCsv(['name'], [])).toBe('name\r\n');
  });

  it.each([
    ['null', null, ''],
    ['zero', 0, '0'],
    ['a comma', 'a,b', '"a,b"'],
    ['quotes', 'a "b"', '"a ""b"""'],
    ['a line break', 'a\r\nb', '"a\r\nb"'],
    ['a text like a formula', '=1+1', "'=1+1"],
    ['a text like a formula, quoted', '=SUM(1,2)', `"'=SUM(1,2)"`],
    ['a text that begins with +', '+1', "'+1"],
    ['a text that begins with -', '-ann', "'-ann"],
    ['a text that begins with @', '@ann', "'@ann"],
    ['a name with such a sign inside', 'ann@example.org', 'ann@example.org'],
  ])('writes %s so that it is read as that', (_, value, cell) => {
    expect(toCsv(['x'], [{ x: value }])).toBe(`x\r\n${cell}\r\n`);
  });
});
