import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import type { RawRequest } from '../raw-request.js';
import type { Schema } from './operations.js';
import { hostileValue, validValue } from './values.js';

export interface GeneratedBody {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** The statuses it has to be refused with; none when that cannot be told beforehand. */
  readonly refused: readonly number[];
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BAD = [400];

/** A body as the document describes it. */
export function validBody(schema: Schema): Arbitrary<GeneratedBody> {
  return validFields(schema).map((fields) => json(fields));
}

/** A body that is wrong in one way. */
export function hostileBody(schema: Schema): Arbitrary<GeneratedBody> {
  const names = Object.keys(schema.properties ?? {});
  const name = fc.constantFrom(...names);
  const empty = schema.required ? BAD : [];
  const about = schema.required?.at(-1) ?? names[0];
  const whole = WHOLE.map((text) => body(Buffer.from(text.replaceAll('"text"', JSON.stringify(about))), BAD));
  const oneHostile = name.chain((field) =>
    fc.tuple(validFields(schema), hostileValue(schema.properties?.[field] ?? {})).map(([fields, value]) =>
      // `__proto__` and lone surrogates survive this: the first as an own field, the second as an escape.
      json({ ...fields, [field]: value }),
    ),
  );
  return fc.oneof(
    { weight: 12, arbitrary: oneHostile },
    { weight: 2, arbitrary: validFields(schema).chain((fields) => withUnknown(fields)) },
    { weight: 2, arbitrary: validFields(schema).map((fields) => json(withoutRequired(fields, schema), empty)) },
    { weight: 1, arbitrary: fc.constant(json({}, empty)) },
    { weight: 3, arbitrary: fc.constantFrom(...whole) },
    { weight: 2, arbitrary: fc.constantFrom(...BYTES).map((bytes) => body(bytes, BAD)) },
    { weight: 5, arbitrary: validFields(schema).chain((fields) => withTransfer(fields)) },
    { weight: 1, arbitrary: fc.constantFrom(...OVERSIZE).map((text) => body(Buffer.from(text), [413])) },
  );
}

/** What a request that was not refused had in its body. */
export function sentFields({ headers, body: bytes }: RawRequest): Record<string, unknown> {
  if (bytes === null || bytes.length === 0) return {};
  const encoding = headers['content-encoding'];
  const plain = encoding === 'gzip' ? gunzipSync(bytes) : encoding === 'deflate' ? inflateSync(bytes) : bytes;
  return JSON.parse(plain.toString()) as Record<string, unknown>;
}

function validFields(schema: Schema): Arbitrary<Record<string, unknown>> {
  const properties = Object.entries(schema.properties ?? {});
  const model = Object.fromEntries(properties.map(([name, property]) => [name, validValue(name, property)]));
  return fc.record(model, { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true });
}

function withUnknown(fields: Record<string, unknown>): Arbitrary<GeneratedBody> {
  const strange = fc.constantFrom(
    'stream_',
    'Text',
    'tenant_id',
    'constructor',
    'toString',
    '',
    ' text',
    'a'.repeat(9_999),
  );
  const proto = JSON.parse('{"__proto__":{"text":"x"}}') as object;
  return fc.oneof(
    strange.map((name) => json({ ...fields, [name]: 'x' }, BAD)),
    fc.constant(json({ ...fields, ...proto }, BAD)),
  );
}

function withoutRequired(fields: Record<string, unknown>, { required = [] }: Schema): object {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !required.includes(name)));
}

/** How the bytes travel: their type, their encoding. */
function withTransfer(fields: Record<string, unknown>): Arbitrary<GeneratedBody> {
  const { bytes } = json(fields);
  const typed = (type: string, refused: number[]) => ({ bytes, headers: { 'content-type': type }, refused });
  const encoded = (encoding: string, coded: Buffer, refused: number[]) => {
    return { bytes: coded, headers: { ...JSON_TYPE, 'content-encoding': encoding }, refused };
  };
  return fc.constantFrom<GeneratedBody>(
    ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'].map(
      (type) => typed(type, [415]),
    ),
    ...['application/json; charset=utf-16', 'application/json, text/plain', 'json', '', ';', 'a/b\xff'].map((type) =>
      typed(type, [415]),
    ),
    { bytes, headers: {}, refused: [415] },
    typed('Application/JSON; charset="UTF-8"', []),
    encoded('gzip', gzipSync(bytes), []),
    encoded('deflate', deflateSync(bytes), []),
    encoded('gzip', GZIPPED_SPACES, [413]),
    encoded('gzip', bytes, BAD),
    encoded('gzip', gzipSync(bytes).subarray(0, -9), BAD),
    encoded('br', bytes, BAD),
    encoded('zstd', bytes, [415]),
    encoded('gzip, gzip', gzipSync(gzipSync(bytes)), [415]),
  );
}

/** Whole bodies that are no object with the fields asked for; `text` stands for one of those. */
const WHOLE = [
  'null',
  'true',
  '0',
  '-1e999',
  '""',
  '"text"',
  '[]',
  '[{"text":"x"}]',
  ' \n',
  'NaN',
  '{"text":"x"',
  '{"text":"x",}',
  "{'text':'x'}",
  '{"text":"x"} x',
  '\ufeff{"text":"x"',
  '{"text":undefined}',
  '{"text":"\\u0000"}',
  '{"text":"\\ud800"}',
  '{"text":"x\\udfff\\ud800"}',
  '{"text":"x","a\\ud800":1}',
  '{"text":"x","__proto__":{"a":1}}',
  '{"text":"x","\\u0000":1}',
  '{"text":"\\x"}',
  '{"text":"a\nb"}',
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `{"text":"x","schema":${'{"type":"object","properties":{"a":'.repeat(2_000)}{}${'}}'.repeat(2_000)}}`,
  `{"text":"x","metadata":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
  `{"text":"x",${Array.from({ length: 5_000 }, (_, n) => `"k${n}":${n}`).join()}}`,
];

/** A small body that is large when it is unpacked. */
const GZIPPED_SPACES = gzipSync(Buffer.alloc(8_000_000, 0x20));

/** Over 1 MB, be they JSON or not. */
const OVERSIZE = [
  `{"text":"${'x'.repeat(1_048_566)}"}`,
  `{"text":"${'\\u00e9'.repeat(190_000)}"}`,
  ' '.repeat(2_000_000),
];

const BYTES = [
  Buffer.from('{"text":"\xff"}', 'latin1'),
  Buffer.from('{"text":"\xc0\x80"}', 'latin1'),
  Buffer.from('{"text":"\xed\xa0\x80"}', 'latin1'),
  Buffer.from('{"text":"\xf4\x90\x80\x80"}', 'latin1'),
  Buffer.from('{"text":"x"}', 'utf16le'),
  Buffer.from('{"text":"x\0"}', 'latin1'),
  Buffer.from([0x00]),
];

function json(value: object, refused: readonly number[] = []): GeneratedBody {
  return body(Buffer.from(JSON.stringify(value)), refused);
}

function body(bytes: Buffer, refused: readonly number[]): GeneratedBody {
  return { bytes, headers: JSON_TYPE, refused };
}
