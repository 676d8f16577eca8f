import { MAX_DEPTH, MAX_VALUES, TOO_DEEP, TOO_MANY } from './malformed.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Scans a JSON text while it arrives and reports when its depth or its number of values exceeds the limit. Parsing and
 * validating a megabyte of brackets takes hundreds of times as long as a megabyte of text.
 */
export class JsonBounds {
  /** Number of name–value pairs in all objects so far. */
  members = 0;
  private values = 0;
  private depth = 0;
  private isInText = false;
  private isEscaped = false;

  /** @param bytes the next bytes of the text, in UTF-8 @returns a message if a limit is exceeded, else `null` */
  take(bytes: Buffer): string | null {
    let at = 0;
    while (at < bytes.length) {
      at = this.isInText ? this.followText(bytes, at) : this.followStructure(bytes, at);
      if (this.depth > MAX_DEPTH + 1) return TOO_DEEP;
      if (this.values > MAX_VALUES) return TOO_MANY;
    }
    return null;
  }

  /** Skips a string. @returns the offset after its closing quote, or the length of `bytes` */
  private followText(bytes: Buffer, from: number): number {
    let start = from;
    // The previous chunk ended with a backslash, which escapes the first byte of this one.
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

  /** Counts up to the next string. @returns the offset after its opening quote or the first excess level, or the length */
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
        // The document itself is at depth 0, and a value at the maximum depth may be an empty list.
        if (this.depth > MAX_DEPTH + 1) return at + 1;
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.depth -= 1;
    }
    return bytes.length;
  }
}
