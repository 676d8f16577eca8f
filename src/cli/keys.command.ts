import { type Environment, readStoreSettings } from '../app/index.js';
import { type Keyset, type Page, type PageRequest, type Role, SystemClock } from '../common/index.js';
import { type ApiKey, ApiKeysService, IdentityModule, toKeyResponse } from '../identity/index.js';
import type { Answer } from './answer.js';
import { type StoreOptions, withStore } from './store.context.js';
import { table } from './table.js';

export interface CreateKeyOptions {
  readonly tenant: string;
  readonly role: Role;
  readonly user?: string;
  /** Time until the key expires, in milliseconds. */
  readonly expires?: number;
}

export interface ListKeysOptions {
  readonly tenant?: string;
}

/** Number of keys that are read at once. */
const PAGE_SIZE = 100;

export async function createKey(environment: Environment, options: CreateKeyOptions): Promise<Answer> {
  const { tenant, role, user, expires } = options;
  const expiresAt = expires === undefined ? null : new Date(new SystemClock().now().getTime() + expires);
  const { key, row } = await withKeys(environment, (keys) => keys.create(tenant, { role, userId: user, expiresAt }), {
    mayCreate: true,
  });
  const { id, user: bound, expires_at } = toKeyResponse(row);
  const document = { id, key, tenant, role, user: bound, expires_at };
  const lines = Object.entries(document).map(([name, value]) => [name, value ?? '–']);
  return { document, text: `${table(lines)}\n\nSave the key now: it is not shown again.` };
}

export async function listKeys(environment: Environment, { tenant }: ListKeysOptions): Promise<Answer> {
  const rows = await withKeys(environment, (keys) =>
    readAll((page) => (tenant === undefined ? keys.listAll(page) : keys.list(tenant, page))),
  );
  const data = rows.map((row) => toKeyResponse(row));
  if (data.length === 0) return { document: { data }, text: 'there are no keys' };
  const head = Object.keys(data[0] ?? {});
  return {
    document: { data },
    text: table([head, ...data.map((row) => Object.values<string | null>({ ...row }).map((value) => value ?? '–'))]),
  };
}

export async function revokeKey(environment: Environment, id: string): Promise<Answer> {
  const tenant = await withKey(environment, id, (keys, owner) => keys.revoke(owner, id));
  return { document: { id, tenant, revoked: true }, text: `revoked ${id} of ${tenant}` };
}

export async function confirmKey(environment: Environment, id: string): Promise<Answer> {
  const tenant = await withKey(environment, id, (keys, owner) => keys.confirm(owner, id));
  return { document: { id, tenant, confirmed: true }, text: `confirmed ${id} of ${tenant}` };
}

/** Finds the tenant of a key, because the operator names a key only by its id. @returns the tenant */
function withKey(
  environment: Environment,
  id: string,
  work: (keys: ApiKeysService, tenant: string) => Promise<void>,
): Promise<string> {
  return withKeys(environment, async (keys) => {
    const tenant = await keys.tenantOf(id);
    if (tenant === null) throw new Error('there is no API key with this id; `reprise keys list` lists all keys');
    await work(keys, tenant);
    return tenant;
  });
}

function withKeys<T>(
  environment: Environment,
  work: (keys: ApiKeysService) => Promise<T>,
  options?: StoreOptions,
): Promise<T> {
  const settings = readStoreSettings(environment);
  return withStore(
    settings,
    (imports) => IdentityModule.forRoot({ apiKeySecret: settings.apiKeySecret, imports, http: false }),
    (context) => work(context.get(ApiKeysService, { strict: false })),
    options,
  );
}

async function readAll(page: (request: PageRequest) => Promise<Page<ApiKey>>): Promise<ApiKey[]> {
  const found: ApiKey[] = [];
  let after: Keyset | null = null;
  do {
    const { rows, next }: Page<ApiKey> = await page({ limit: PAGE_SIZE, after });
    found.push(...rows);
    after = next;
  } while (after !== null);
  return found;
}
