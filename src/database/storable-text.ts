/** PostgreSQL holds no U+0000 and UTF-8 no lone surrogate; `content` keeps the original, escaped. */
export function toStorable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}

/** The same for a text that comes in pieces: joined, they are byte for byte what is stored. */
export class StorableStream {
  private held = '';

  constructor(private readonly emit: (piece: string) => void) {}

  write(piece: string): void {
    const text = this.held + piece;
    // Half of a pair may be completed by the next piece.
    this.held = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
    this.pass(text.slice(0, text.length - this.held.length));
  }

  end(): void {
    this.pass(this.held);
    this.held = '';
  }

  private pass(text: string): void {
    if (text !== '') this.emit(toStorable(text));
  }
}
