/**
 * The JSON of a value, byte for byte as `JSON.stringify` writes it, in pieces: those of a list or an object are its
 * elements and fields, and theirs. For values of many long texts, of which to make one text at once takes long.
 */
export function* jsonPieces(value: unknown, levels = 2): Generator<string, void> {
  if (levels === 0 || !isComposed(value)) {
    yield toJson(value);
    return;
  }
  const isList = Array.isArray(value);
  let before = isList ? '[' : '{';
  for (const [name, inner] of Object.entries(value)) {
    // As in JSON: a field without a value is none, and an element without one is null.
    if (!isList && !isJson(inner)) continue;
    yield isList ? before : `${before}${JSON.stringify(name)}:`;
    yield* jsonPieces(inner, levels - 1);
    before = ',';
  }
  yield before === ',' ? '' : before;
  yield isList ? ']' : '}';
}

function isComposed(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('toJSON' in value);
}

function isJson(value: unknown): boolean {
  return !['undefined', 'function', 'symbol'].includes(typeof value);
}

function toJson(value: unknown): string {
  return isJson(value) ? JSON.stringify(value) : 'null';
}
