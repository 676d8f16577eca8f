import type { Operation, Parameter, Schema } from '../generated/operations.js';
import type { Target } from './target.js';

/** A request that names a target wherever it can. */
export interface NamingRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | null;
  /** What of the target it names; nothing where the route is about the caller's own tenant as a whole. */
  readonly names: readonly (keyof Target)[];
}

type Name = (operation: Operation) => keyof Target;

/** Whose the names in paths, queries and headers are. A name that is not here fails the test: say whose it is. */
const PARAMETERS: Readonly<Record<string, Name>> = {
  user_id: ({ method, template }) => (method === 'DELETE' && template.startsWith('/history') ? 'result' : 'user'),
  id: ({ template }) => IDS.find(([start]) => template.startsWith(start))?.[1] ?? 'conversation',
  message_id: () => 'answer',
  leaf_id: () => 'answer',
  subject_id: () => 'result',
  cursor: () => 'cursor',
  'Idempotency-Key': () => 'idempotencyKey',
};

const IDS: readonly (readonly [string, keyof Target])[] = [
  ['/keys', 'apiKey'],
  ['/res', 'result'],
  ['/audit', 'auditRecord'],
  ['/erasures', 'erasure'],
];

/** The same in bodies; other fields take their example, if they are required. */
const FIELDS: Readonly<Record<string, keyof Target>> = {
  user_id: 'user',
  text: 'text',
  content: 'text',
  message_id: 'answer',
  parent_id: 'answer',
};

/** Parameters that only narrow down what is the caller's already. */
const NARROWING = new Set([
  'limit',
  'q',
  'model',
  'from',
  'to',
  'view',
  'group_by',
  'format',
  'after_seq',
  'action',
  'outcome',
  'subject',
  'If-Match',
  'If-None-Match',
  'Accept',
]);

export function requestTo(operation: Operation, target: Target): NamingRequest {
  const names: (keyof Target)[] = [];
  const value = (name: keyof Target): string => target[names[names.push(name) - 1] ?? name];
  const given = operation.parameters.filter(({ name }) => !NARROWING.has(name));
  const pairs = given.map((parameter) => [parameter, value(meaning(operation, parameter))] as const);
  const of = (place: string) => pairs.filter(([parameter]) => parameter.in === place);
  const path = of('path').reduce(
    (text, [{ name }, id]) => text.replace(`{${name}}`, encodeURIComponent(id)),
    operation.template,
  );
  const query = new URLSearchParams(of('query').map(([{ name }, id]): [string, string] => [name, id]));
  return {
    method: operation.method,
    path: query.size > 0 ? `${path}?${query.toString()}` : path,
    headers: Object.fromEntries(of('header').map(([{ name }, id]) => [name, id])),
    body: operation.body && bodyOf(operation.body, value, operation),
    names,
  };
}

function meaning(operation: Operation, { name }: Parameter): keyof Target {
  const find = PARAMETERS[name];
  if (!find) throw new Error(`say whose ${name} of ${operation.method} ${operation.template} is`);
  return find(operation);
}

function bodyOf(schema: Schema, value: (name: keyof Target) => string, { template }: Operation): object {
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    // The id of a user among the fields of a new key is no owner's name: the key itself is what is made.
    const names = template === '/keys' ? undefined : FIELDS[name];
    if (names) return [[name, value(names)]];
    return schema.required?.includes(name) ? [[name, (property as { example?: unknown }).example]] : [];
  });
  return Object.fromEntries(fields) as object;
}
