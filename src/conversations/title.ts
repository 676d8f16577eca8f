const MAX_TITLE = 80;

/** A title made of the first line that says something, cut between words where it is long. */
export function titleOf(text: string): string | null {
  const start = text.search(/\S/);
  if (start < 0) return null;
  const [first = ''] = text.slice(start).split('\n', 1);
  const line = first.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, MAX_TITLE * 2 + 2));
  if (characters.length <= MAX_TITLE) return line;
  const cut = characters.slice(0, MAX_TITLE - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > MAX_TITLE / 2 ? cut.slice(0, space) : cut}…`;
}
