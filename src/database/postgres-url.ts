import { accessSync, constants } from 'node:fs';

/** What a parameter of the URL may be, or what is wrong with this one. */
type Check = (value: string) => string | null;

const anything: Check = () => null;
const milliseconds: Check = (value) => (/^\d{1,9}$/.test(value) ? null : 'must be a number of milliseconds');
const file: Check = (value) => {
  try {
    accessSync(value, constants.R_OK);
    return null;
  } catch {
    return 'must name a file that can be read';
  }
};
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value) ? null : `must be ${values.join(' or ')}`;

/** What `pg` does with a parameter of the URL as it stands there. */
const BY_PG: Readonly<Record<string, Check>> = {
  host: anything,
  port: (value) => (/^\d{1,5}$/.test(value) ? null : 'must be a number'),
  user: anything,
  password: anything,
  application_name: anything,
  fallback_application_name: anything,
  options: anything,
  client_encoding: (value) => (/^utf-?8$/i.test(value) ? null : 'must be UTF8'),
  sslmode: oneOf('disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'),
  sslnegotiation: oneOf('postgres', 'direct'),
  uselibpqcompat: oneOf('true'),
  sslcert: file,
  sslkey: file,
  sslrootcert: file,
  statement_timeout: milliseconds,
  lock_timeout: milliseconds,
  query_timeout: milliseconds,
  idle_in_transaction_session_timeout: milliseconds,
};

/** What has to be said to `pg` in another way. */
const BY_US: Readonly<Record<string, Check>> = {
  ssl: oneOf('true', 'false', '1', '0'),
  connect_timeout: (value) => (/^[1-9]\d{0,3}$/.test(value) ? null : 'must be a number of seconds'),
  channel_binding: oneOf('prefer', 'require', 'disable'),
  // That the server takes writes is looked at when the service starts.
  target_session_attrs: oneOf('any', 'read-write', 'primary'),
};

/** What other programs know, and what says the same here. */
const REMEDIES: Readonly<Record<string, string>> = {
  schema: 'use options=-csearch_path%3D<schema>',
  currentSchema: 'use options=-csearch_path%3D<schema>',
  search_path: 'use options=-csearch_path%3D<schema>',
  dbname: 'put the name of the database after the host: postgres://<host>/<database>',
  database: 'put the name of the database after the host: postgres://<host>/<database>',
};

export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\/./.test(text);
}

/** @returns what is wrong with the URL of a PostgreSQL, each with what to do about it */
export function postgresUrlProblems(text: string): string[] {
  const url = parsed(text);
  if (url === null) return ['is no URL: write what is special in the user or the password as %XX, and name one host'];
  const names = [...url.searchParams.keys()];
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  return [
    ...(url.hostname.includes(',') ? ['names several hosts: name one'] : []),
    ...[...new Set(twice)].map((name) => `has the parameter ${shown(name)} twice: leave one out`),
    ...[...url.searchParams].flatMap(([name, value]) => parameterProblem(name, value) ?? []),
  ];
}

function parameterProblem(name: string, value: string): string | null {
  const check = own(BY_PG, name) ?? own(BY_US, name);
  if (check === undefined)
    return `has the parameter ${shown(name)}, which Reprise does not know: ${own(REMEDIES, name) ?? 'leave it out'}`;
  const problem = check(value);
  return problem === null ? null : `has the parameter ${shown(name)}, which ${problem}`;
}

/** The URL as `pg` understands it, and what it has to be told besides. */
export function toPostgres(text: string): { readonly url: string; readonly extra: Readonly<Record<string, unknown>> } {
  const url = new URL(text);
  const ssl = url.searchParams.get('ssl');
  const seconds = url.searchParams.get('connect_timeout');
  const binding = url.searchParams.get('channel_binding');
  for (const name of Object.keys(BY_US)) url.searchParams.delete(name);
  // `pg` takes `ssl=false` for TLS.
  if (ssl !== null) url.searchParams.set('ssl', /^(true|1)$/.test(ssl) ? '1' : '0');
  return {
    url: [...url.searchParams].length === 0 ? text.replace(/\?.*$/s, '') : url.href,
    extra: {
      ...(seconds !== null && { connectionTimeoutMillis: Number(seconds) * 1_000 }),
      ...(binding !== null && { enableChannelBinding: binding !== 'disable' }),
    },
  };
}

/** The URL without its password, for a message. */
export function withoutPassword(text: string): string {
  const url = parsed(text);
  if (url === null) return 'a PostgreSQL';
  url.search = '';
  if (url.password !== '') url.password = '***';
  return url.href;
}

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Names are shown short: what stands there may be a part of a password. */
function shown(name: string): string {
  return name.length > 40 ? `${name.slice(0, 20)}…` : name;
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
