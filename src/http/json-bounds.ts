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
    for (const byte of bytes) {
      if (this.isInText) this.followText(byte);
      else this.followStructure(byte);
      // The document itself is at depth 0, and a value at the greatest depth may be an empty list.
      if (this.depth > MAX_DEPTH + 1) return TOO_DEEP;
    }
    return this.values > MAX_VALUES ? TOO_MANY : null;
  }

  private followText(byte: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (byte === BACKSLASH) this.isEscaped = true;
    else if (byte === QUOTE) this.isInText = false;
  }

  private followStructure(byte: number): void {
    if (byte === QUOTE) this.isInText = true;
    else if (byte === COMMA) this.values += 1;
    else if (byte === COLON) this.members += 1;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      this.depth += 1;
      this.values += 1;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.depth -= 1;
  }
}
