import fc, { type Arbitrary } from 'fast-check';
import type { RawRequest } from '../raw-request.js';
import { type GeneratedBody, hostileBody, validBody } from './bodies.js';
import type { Operation, Parameter } from './operations.js';
import { hostileValue, validValue } from './values.js';

export interface GeneratedRequest extends RawRequest {
  /** What is wrong about it; `valid` when nothing is. */
  readonly kind: 'valid' | 'body' | 'path' | 'query' | 'headers' | 'method';
  /** The statuses it has to be refused with; none when that cannot be told beforehand. */
  readonly refused: readonly number[];
}

type Part = Omit<GeneratedRequest, 'kind' | 'method'>;

/** Requests to one operation: as the document has it, or wrong in one place. */
export function requestsTo(operation: Operation): Arbitrary<GeneratedRequest> {
  const { method, body } = operation;
  const as = (kind: GeneratedRequest['kind'], weight: number, part: Arbitrary<Part>) => ({
    weight,
    arbitrary: part.map((values) => ({ kind, method, ...values })),
  });
  const good = valid(operation);
  return fc.oneof(
    as('valid', 6, good),
    ...(body === null ? [] : [as('body', 10, withBody(good, hostileBody(body)))]),
    as('path', 4, withPath(good, hostilePath(operation))),
    as('query', parametersIn(operation, 'query').length > 0 ? 8 : 1, withQuery(good, hostileQuery(operation))),
    as('headers', 2, withHeaders(good)),
    { weight: 1, arbitrary: withMethod(good) },
  );
}

function valid(operation: Operation): Arbitrary<Part> {
  const query = parametersIn(operation, 'query').map(({ name, schema }) =>
    fc.option(validValue(name, schema).map((value) => `${name}=${encode(String(value))}`)),
  );
  const body: Arbitrary<GeneratedBody | null> = operation.body === null ? fc.constant(null) : validBody(operation.body);
  return fc.tuple(pathOf(operation), fc.tuple(...query), body).map(([path, pairs, sent]) => ({
    path: join(path, pairs.filter((pair) => pair !== null).join('&')),
    headers: sent?.headers ?? {},
    body: sent?.bytes ?? null,
    refused: [],
  }));
}

function pathOf({ template, parameters }: Operation): Arbitrary<string> {
  const values = parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) => validValue(name, schema).map((value) => [`{${name}}`, String(value)] as const));
  return fc.tuple(...values).map((pairs) => pairs.reduce((path, [mark, value]) => path.replace(mark, value), template));
}

function hostilePath({ template, parameters }: Operation): Arbitrary<string> {
  const schema = parameters.find((parameter) => parameter.in === 'path')?.schema ?? {};
  const value = fc.oneof(hostileValue(schema).map(textOf).map(encode), fc.constantFrom(...RAW));
  return fc.oneof(
    { weight: 6, arbitrary: value.map((text) => template.replace(/\{[^}]+\}/g, () => text)) },
    { weight: 1, arbitrary: fc.constantFrom(`/${template}`, `${template}/`, `${template}//x`, template.toUpperCase()) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('/', '//', '/%00', '/results', '/%2e%2e/%2e%2e', '/nothing', '/;a', '/\xff'),
    },
  );
}

function hostileQuery(operation: Operation): Arbitrary<{ pairs: string; refused: readonly number[] }> {
  const parameters = parametersIn(operation, 'query');
  const unknown = fc
    .constantFrom('x=1', '__proto__=1', 'constructor=1', '=', 'a[b]=1', '%00=1', '%ff', 'LIMIT=1')
    .map((pairs) => ({ pairs, refused: parameters.length > 0 ? [400] : [] }));
  if (parameters.length === 0) return unknown;
  const some = fc.constantFrom(...parameters);
  return fc.oneof(
    {
      weight: 8,
      arbitrary: some.chain(({ name, schema }) => free(hostileText(schema).map((text) => `${name}=${text}`))),
    },
    {
      weight: 2,
      arbitrary: some.map(({ name }) => ({ pairs: `${name}=1&${name}=2`, refused: [400] })),
    },
    {
      weight: 1,
      arbitrary: some.chain(({ name }) => free(fc.constantFrom(name, `${name}=`, `${name}[]=1`, `${name}[a]=1`))),
    },
    { weight: 2, arbitrary: unknown },
  );
}

function hostileText(schema: Parameter['schema']): Arbitrary<string> {
  return fc.oneof(hostileValue(schema).map(textOf).map(encode), fc.constantFrom(...RAW));
}

function free(pairs: Arbitrary<string>): Arbitrary<{ pairs: string; refused: readonly number[] }> {
  return pairs.map((text) => ({ pairs: text, refused: [] }));
}

function withBody(good: Arbitrary<Part>, bodies: Arbitrary<GeneratedBody>): Arbitrary<Part> {
  return fc
    .tuple(good, bodies)
    .map(([part, { bytes, headers, refused }]) => ({ ...part, headers, body: bytes, refused }));
}

function withPath(good: Arbitrary<Part>, paths: Arbitrary<string>): Arbitrary<Part> {
  return fc.tuple(good, paths).map(([part, path]) => ({ ...part, path }));
}

function withQuery(good: Arbitrary<Part>, queries: ReturnType<typeof hostileQuery>): Arbitrary<Part> {
  return fc
    .tuple(good, queries)
    .map(([part, { pairs, refused }]) => ({ ...part, path: join(part.path, pairs), refused }));
}

function withHeaders(good: Arbitrary<Part>): Arbitrary<Part> {
  return fc.tuple(good, fc.constantFrom(...HEADERS)).map(([part, headers]) => ({
    ...part,
    headers: { ...part.headers, ...headers },
  }));
}

function withMethod(good: Arbitrary<Part>): Arbitrary<GeneratedRequest> {
  return fc.tuple(good, fc.constantFrom(...METHODS)).map(([part, method]) => ({ ...part, kind: 'method', method }));
}

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'PURGE',
  'SEARCH',
];

/** Texts of an address that no encoder would make. */
const RAW = [
  ...['%', '%zz', '%0', '%00', 'a%00b', '%ff', '%c0%80', '%ed%a0%80', '%0d%0aX-Evil:1', '%2F', '%5c', '%2e%2e', '..'],
  ...['.', '\xff\xfe', '<script>', "'--", '%25%30%30', ':id', '*', '{x}', '@@7@@%00', '@@7@@/', '9'.repeat(9_000)],
];

const HEADERS: readonly Readonly<Record<string, string | string[]>>[] = [
  ...['x', 'A1._~:@=+/-', 'z'.repeat(128), 'z'.repeat(129), '', ' ', 'a b', 'é', '"', '<x>', 'a,b', '%00'].map(
    (id) => ({
      'x-request-id': id,
    }),
  ),
  { 'x-request-id': ['a', 'b'] },
  ...['*/*', 'text/html', 'application/xml', '', 'x', ',,,;q=2'].map((accept) => ({ accept })),
  { 'if-none-match': '*' },
  { 'if-modified-since': 'Sat, 01 Jan 2050 00:00:00 GMT' },
  { range: 'bytes=0-3' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': "1.1.1.1', 'x" },
  { authorization: `Bearer ${'x'.repeat(4_000)}` },
  { cookie: '__proto__=1; a=%' },
  { 'accept-encoding': 'gzip;q=0, *;q=0' },
  { host: 'evil.example:99999' },
  { origin: 'null', 'access-control-request-method': 'POST' },
  { 'x-huge': 'x'.repeat(20_000) },
];

function parametersIn(operation: Operation, place: string): readonly Parameter[] {
  return operation.parameters.filter((parameter) => parameter.in === place);
}

function join(path: string, pairs: string): string {
  if (pairs === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Percent-encodes whatever it is given; `encodeURIComponent` refuses half a surrogate pair. */
function encode(text: string): string {
  return /^@@\d+@@$/.test(text) ? text : encodeURIComponent(text.toWellFormed()).slice(0, 12_000);
}
