import { MAX_DEPTH, MAX_VALUES, TOO_DEEP, TOO_MANY } from './malformed.js';

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Follows a JSON text as it arrives, and says when it is deeper or holds more than is worth parsing: a megabyte of brackets
 * takes the parser, and all that walks through what it makes, hundreds of times as long as a megabyte of text.
 */
export class JsonBounds {
  /** Names with a value, in all objects. */
  members = 0;
  private values = 0;
  private depth = 0;
  private isInText = false;
  private isEscaped = false;

  /** @param bytes the next of the text, in UTF-8 @returns what is wrong with all until here, if anything is */
  take(bytes: Buffer): string | null {
    let at = 0;
    while (at < bytes.length) {
      at = this.isInText ? this.followText(bytes, at) : this.followStructure(bytes, at);
      if (this.depth > MAX_DEPTH + 1) return TOO_DEEP;
      if (this.values > MAX_VALUES) return TOO_MANY;
    }
    return null;
  }

  /** @returns where the text ends, or what has come of it */
  private followText(bytes: Buffer, from: number): number {
    let start = from;
    // The last byte of the bytes before these was a backslash.
    if (this.isEscaped) start += 1;
    this.isEscaped = false;
    for (let at = start; ;) {
      const quote = bytes.indexOf(QUOTE, at);
      const end = quote === -1 ? bytes.length : quote;
      let backslashes = 0;
      while (end - backslashes > at && bytes[end - backslashes - 1] === BACKSLASH) backslashes += 1;
      const isEscaped = backslashes % 2 === 1;
      if (quote === -1) {
        this.isEscaped = isEscaped;
        return bytes.length;
      }
      at = quote + 1;
      if (isEscaped) continue;
      this.isInText = false;
      return at;
    }
  }

  /** @returns where a text begins, where there is too much already, or the end */
  private followStructure(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.isInText = true;
        return at + 1;
      }
      if (byte === COMMA) this.values += 1;
      else if (byte === COLON) this.members += 1;
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        this.depth += 1;
        this.values += 1;
        // The document itself is at depth 0, and a value at the greatest depth may be an empty list.
        if (this.depth > MAX_DEPTH + 1) return at + 1;
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.depth -= 1;
    }
    return bytes.length;
  }
}
