/** Formats objects as CSV (RFC 4180) with a header and CRLF line ends. `null` becomes an empty cell. */
export function toCsv(columns: readonly string[], rows: readonly object[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => (row as Record<string, unknown>)[column]))];
  return lines.map((line) => `${line.map(toCell).join(',')}\r\n`).join('');
}

/**
 * Puts an apostrophe before a text that a spreadsheet would interpret as a formula. Names of users and models are
 * external input and may begin with `@` or `-`.
 */
function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
