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

/** A request whose query is still in its pairs. */
type Part = Omit<GeneratedRequest, 'kind' | 'method'> & { readonly query: readonly Pair[] };

/** A parameter of a query, and the text it stands with. */
type Pair = readonly [name: string, text: string];

interface GeneratedQuery {
  /** The parameter that it is about; it stands in place of a good one. */
  readonly name: string;
  readonly pairs: readonly string[];
  readonly refused: readonly number[];
}

/** Requests to one operation: as the document has it, or wrong in one place. */
export function requestsTo(operation: Operation): Arbitrary<GeneratedRequest> {
  const { method, body } = operation;
  const as = (kind: GeneratedRequest['kind'], weight: number, part: Arbitrary<Part>) => ({
    weight,
    arbitrary: part.map((values) => toRequest(kind, method, values)),
  });
  const good = valid(operation);
  return fc.oneof(
    as('valid', 6, good),
    ...(body === null ? [] : [as('body', 10, withBody(good, hostileBody(body)))]),
    as('path', 4, withPath(good, hostilePath(operation))),
    as('query', parametersIn(operation, 'query').length > 0 ? 8 : 1, withQuery(good, hostileQuery(operation))),
    as('headers', 2, withHeaders(operation, good)),
    { weight: 1, arbitrary: withMethod(good) },
  );
}

function toRequest(kind: GeneratedRequest['kind'], method: string, { query, ...part }: Part): GeneratedRequest {
  const pairs = query.map(([, text]) => text).join('&');
  return { kind, method, ...part, path: pairs === '' ? part.path : `${part.path}?${pairs}` };
}

function valid(operation: Operation): Arbitrary<Part> {
  const query = parametersIn(operation, 'query').map(({ name, schema, required = false }) => {
    const pair = validValue(name, schema).map((value): Pair => [name, `${name}=${encode(String(value))}`]);
    return required ? pair : fc.option(pair);
  });
  return fc.tuple(pathOf(operation), fc.tuple(...query), bodyOf(operation)).map(([path, pairs, sent]) => ({
    path,
    query: pairs.filter((pair) => pair !== null),
    headers: sent?.headers ?? {},
    body: sent?.bytes ?? null,
    refused: [],
  }));
}

function bodyOf({ body, isBodyOptional }: Operation): Arbitrary<GeneratedBody | null> {
  if (body === null) return fc.constant(null);
  return isBodyOptional ? fc.option(validBody(body)) : validBody(body);
}

function pathOf({ template, parameters }: Operation): Arbitrary<string> {
  const values = parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) => validValue(name, schema).map((value) => [`{${name}}`, String(value)] as const));
  return fc.tuple(...values).map((pairs) => pairs.reduce((path, [mark, value]) => path.replace(mark, value), template));
}

/** One place of the address is wrong, or it is another address altogether. */
function hostilePath(operation: Operation): Arbitrary<string> {
  const { template } = operation;
  const wrong = parametersIn(operation, 'path').map(({ name, schema }) => ({
    weight: 6,
    arbitrary: hostileText(schema).chain((text) =>
      pathOf({ ...operation, template: template.replace(`{${name}}`, () => text) }),
    ),
  }));
  return fc.oneof(
    ...wrong,
    { weight: 1, arbitrary: fc.constantFrom(`/${template}`, `${template}/`, `${template}//x`, template.toUpperCase()) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('/', '//', '/%00', '/results', '/%2e%2e/%2e%2e', '/nothing', '/;a', '/\xff'),
    },
  );
}

function hostileQuery(operation: Operation): Arbitrary<GeneratedQuery> {
  const parameters = parametersIn(operation, 'query');
  const unknown = fc
    .constantFrom('x=1', '__proto__=1', 'constructor=1', '=', 'a[b]=1', '%00=1', '%ff', 'LIMIT=1')
    .map((pair) => ({ name: pair, pairs: [pair], refused: parameters.length > 0 ? BAD : [] }));
  if (parameters.length === 0) return unknown;
  const some = fc.constantFrom(...parameters);
  const hostile = some.chain(({ name, schema }) =>
    hostileText(schema).map((text) => ({ name, pairs: [`${name}=${text}`] })),
  );
  const odd = some.chain(({ name }) =>
    fc.constantFrom(name, `${name}=`, `${name}[]=1`, `${name}[a]=1`).map((pair) => ({ name, pairs: [pair] })),
  );
  return fc.oneof(
    { weight: 8, arbitrary: hostile.map((query) => ({ ...query, refused: [] })) },
    { weight: 2, arbitrary: some.map(({ name }) => ({ name, pairs: [`${name}=1`, `${name}=2`], refused: BAD })) },
    { weight: 1, arbitrary: odd.map((query) => ({ ...query, refused: [] })) },
    { weight: 1, arbitrary: some.map(({ name, required }) => ({ name, pairs: [], refused: required ? BAD : [] })) },
    { weight: 2, arbitrary: unknown },
  );
}

function hostileText(schema: Parameter['schema']): Arbitrary<string> {
  return fc.oneof(hostileValue(schema).map(textOf).map(encode), fc.constantFrom(...RAW));
}

function withBody(good: Arbitrary<Part>, bodies: Arbitrary<GeneratedBody>): Arbitrary<Part> {
  return fc
    .tuple(good, bodies)
    .map(([part, { bytes, headers, refused }]) => ({ ...part, headers, body: bytes, refused }));
}

function withPath(good: Arbitrary<Part>, paths: Arbitrary<string>): Arbitrary<Part> {
  return fc.tuple(good, paths).map(([part, path]) => ({ ...part, path }));
}

function withQuery(good: Arbitrary<Part>, queries: Arbitrary<GeneratedQuery>): Arbitrary<Part> {
  return fc.tuple(good, queries).map(([part, { name, pairs, refused }]) => {
    const others = part.query.filter(([other]) => other !== name);
    return { ...part, query: [...others, ...pairs.map((pair): Pair => [name, pair])], refused };
  });
}

function withHeaders(operation: Operation, good: Arbitrary<Part>): Arbitrary<Part> {
  const isConditional = parametersIn(operation, 'header').some(({ name }) => name === 'If-Match');
  const any = fc.constantFrom(...HEADERS);
  const headers = isConditional ? fc.oneof(any, fc.constantFrom(...PRECONDITIONS)) : any;
  return fc.tuple(good, headers).map(([part, headers]) => ({
    ...part,
    headers: { ...part.headers, ...headers },
  }));
}

function withMethod(good: Arbitrary<Part>): Arbitrary<GeneratedRequest> {
  return fc.tuple(good, fc.constantFrom(...METHODS)).map(([part, method]) => toRequest('method', method, part));
}

const BAD = [400];

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
  '%',
  '%zz',
  '%0',
  '%00',
  'a%00b',
  '%ff',
  '%c0%80',
  '%ed%a0%80',
  '%0d%0aX-Evil:1',
  '%2F',
  '%5c',
  '%2e%2e',
  '..',
  '.',
  '\xff\xfe',
  '<script>',
  "'--",
  '%25%30%30',
  ':id',
  '*',
  '{x}',
  '@@id:7@@%00',
  '@@id:7@@/',
  '9'.repeat(9_000),
];

/** For the few operations that take one. */
const PRECONDITIONS = [
  ...['*', '"0"', '"1", "2"', 'W/"1"', '"', '1'].map((tags) => ({ 'if-match': tags })),
  ...['*', '"0"', '"'].map((tags) => ({ 'if-none-match': tags })),
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
  { 'if-match': '*' },
  { 'if-modified-since': 'Sat, 01 Jan 2050 00:00:00 GMT' },
  { range: 'bytes=0-3' },
  { accept: 'text/event-stream' },
  ...['a b', 'é', 'x'.repeat(256)].map((key) => ({ 'idempotency-key': key })),
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

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Percent-encodes whatever it is given; `encodeURIComponent` refuses half a surrogate pair. */
function encode(text: string): string {
  return /^@@[a-z]+:\d+@@$/.test(text) ? text : encodeURIComponent(text.toWellFormed()).slice(0, 12_000);
}
