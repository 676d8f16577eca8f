/** A text of so many UTF-16 units, of a kind that naive code takes a time for that grows with its square. */
export const TEXTS: Readonly<Record<string, (length: number) => string>> = {
  'combining marks': (length) => `a${'\u0323\u0301'.repeat(length / 2)}`.slice(0, length),
  'spaces and an end': (length) => `${' '.repeat(length - 1)}x`,
  brackets: (length) => '[({<'.repeat(length / 4 + 1).slice(0, length),
  'ligatures of eighteen letters': (length) => '\ufdfa'.repeat(length),
  'line ends': (length) => '\r\n'.repeat(length / 2 + 1).slice(0, length),
  'Korean letters': (length) => '\u1112\u1161\u11ab'.repeat(length / 3 + 1).slice(0, length),
  'different ideographs': (length) =>
    Array.from({ length: length / 2 }, (_, n) => String.fromCodePoint(0x20000 + ((n * 7919) % 40_000))).join(''),
  'different words': (length) =>
    Array.from({ length: length / 3 }, (_, n) => n.toString(36))
      .join(' ')
      .slice(0, length),
  'quotes and backslashes': (length) => '"\\'.repeat(length / 2 + 1).slice(0, length),
  'halves of surrogate pairs': (length) => '\ud800'.repeat(length),
};

/** What an address or a header can hold, as it goes over the wire. */
export const WIRE_TEXTS: Readonly<Record<string, (bytes: number) => string>> = {
  'combining marks': (bytes) => '%CC%A3%CC%81'.repeat(bytes / 12),
  'one long word': (bytes) => 'a'.repeat(bytes),
  'commas and quotes': (bytes) => '"",'.repeat(bytes / 3),
  'escaped spaces': (bytes) => '%20'.repeat(bytes / 3),
  'broken escapes': (bytes) => '%%'.repeat(bytes / 2),
  digits: (bytes) => '1'.repeat(bytes),
  dashes: (bytes) => 'a-'.repeat(bytes / 2),
};

const MANY = 60_000;

/** Values of a wrong or a large shape. */
export const VALUES: Readonly<Record<string, unknown>> = {
  'many keys': Object.fromEntries(Array.from({ length: MANY }, (_, n) => [`k${n}`, 'v'])),
  'a long list': Array.from({ length: MANY }, () => 1),
  'deep nesting': JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) as unknown,
  'long names': Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`${n}${'k'.repeat(50_000)}`, 'v'])),
  'a long text': 'a'.repeat(1_000_000),
};
