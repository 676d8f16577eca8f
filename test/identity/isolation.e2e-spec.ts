import { DataSource } from 'typeorm';
import type { Response } from 'supertest';
import { type Operation, operationsOf } from '../support/generated/operations.js';
import { type NamingRequest, requestTo } from '../support/isolation/requests.js';
import { BUDGETS, CANARY, isStranger, makeWorld, type Somebody, type World } from '../support/isolation/world.js';
import { type Service, startService } from '../support/service.js';

/** Headers that differ between two otherwise equal answers. */
const HEADERS_APART = new Set(['x-request-id', 'date']);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
const KEY = /rk_[0-9A-Za-z]{49}/g;
const TABLES = [
  'results',
  'calls',
  'replays',
  'usage_days',
  'conversations',
  'messages',
  'user_preferences',
  'budgets',
  'legal_holds',
];

/** An erasure would erase the stranger of the same name; test/privacy/erasure.e2e-spec.ts tests it. */
function erases({ method, template }: Operation): boolean {
  return method === 'DELETE' && template === '/users/{user_id}';
}

interface Asked {
  readonly operation: string;
  readonly who: string;
  readonly request: NamingRequest;
  readonly answer: Response;
  readonly twin: Response;
}

describe('resources of another owner', () => {
  let service: Service;
  let world: World;
  let operations: Operation[];
  let before: string;
  const asked: Asked[] = [];

  beforeAll(async () => {
    service = await startService({ env: { AUTH_MODE: 'api-key' } });
    world = await makeWorld(service);
    operations = operationsOf(service.document).filter(
      (operation) => !isPublic(operation.template) && !erases(operation),
    );
    before = await rowsOfTheOwner();
    // The caller bound to one user comes last, since her own changes must not affect the comparison.
    for (const caller of world.people.filter(isStranger)) {
      for (const operation of deletesLast(operations)) await askTwice(operation, caller);
    }
  });
  afterAll(() => service.stop());

  const send = ({ method, path, headers, body }: NamingRequest, { key }: Somebody) => {
    const test = service
      .as(key)
      .call(method as 'GET', path)
      .set(headers);
    return body === null ? test : test.send(body);
  };

  /** Sends the same request for a resource of the owner and for a missing one. */
  async function askTwice(operation: Operation, caller: Somebody): Promise<void> {
    const request = requestTo(operation, world.owned);
    const answer = await send(request, caller);
    const twin = await send(requestTo(operation, world.nowhere), caller);
    asked.push({ operation: `${operation.method} ${operation.template}`, who: caller.name, request, answer, twin });
  }

  async function rowsOfTheOwner(): Promise<string> {
    const dataSource = service.app.get(DataSource);
    const tables = await Promise.all(
      TABLES.map((table) => dataSource.query<object[]>(`SELECT * FROM ${table} WHERE tenant_id = 'acme'`)),
    );
    const keys = "SELECT id, role, digest, revoked_at FROM api_keys WHERE tenant_id = 'acme'";
    return JSON.stringify([...tables, await dataSource.query<object[]>(keys)].map((rows) => rows.map(toText).sort()));
  }

  it('are requested from every route of the OpenAPI document, as every role, from inside and outside the tenant', () => {
    const routes = new Set(asked.map(({ operation }) => operation));
    expect(routes.size).toBe(operations.length);
    expect(operations.length).toBeGreaterThan(20);
    const strangers = world.people.filter(isStranger);
    expect(asked).toHaveLength(operations.length * strangers.length);
    process.stdout.write(
      `isolation: ${operations.length} routes × ${strangers.length} strangers × 2 owners (alice, none) = ` +
        `${asked.length * 2} requests, ${differences().length + leaks().length} leaks\n`,
    );
  });

  function differences(): unknown[] {
    return asked
      .filter(({ request, who }) => request.names.length > 0 && !isOwnName(who, request))
      .map(({ operation, who, request, answer, twin }) => {
        const [one, other] = [answer, twin].map((each) => shown(each, request));
        return one === other ? null : { operation, who, one, other };
      })
      .filter((difference) => difference !== null);
  }

  /** @returns data of the owner that appears in answers to strangers */
  function leaks(): unknown[] {
    const { result, conversation, question, answer, apiKey, cursor } = world.owned;
    const secrets = [CANARY, result, conversation, question, answer, apiKey, cursor, ...BUDGETS];
    return asked
      .filter(({ request, answer: { text, headers } }) => {
        const sent = request.path + JSON.stringify(request.body);
        return secrets.some((secret) => !sent.includes(secret) && (text + JSON.stringify(headers)).includes(secret));
      })
      .map(({ operation, who, answer: { text } }) => ({ operation, who, text }));
  }

  it('are answered like missing ones: with the same status, body and headers', () => {
    expect(differences()).toEqual([]);
  });

  it('do not appear in answers to strangers: no word, and no id that was not in the request', () => {
    expect(leaks()).toEqual([]);
  });

  it('are unchanged: no row has changed', async () => {
    expect(await rowsOfTheOwner()).toBe(before);
  });

  it('are available to their owner, with the same requests that failed for strangers', async () => {
    const alice = world.people.find(({ role }) => role === 'user') as Somebody;
    const admin = world.people.find(({ role }) => role === 'admin') as Somebody;
    const failed: unknown[] = [];
    for (const operation of deletesLast(operations)) {
      const request = ownersOwn(requestTo(operation, world.owned));
      const first = await send(request, alice);
      const answer = first.status === 403 ? await send(request, admin) : first;
      if (answer.status >= 300) failed.push({ request, status: answer.status, text: answer.text });
    }
    expect(failed).toEqual([]);
  });
});

/** Alice of the other tenant may access her own data; her answers are checked for leaks below. */
const isOwnName = (who: string, { names }: NamingRequest) => who === 'globex user alice' && names.includes('user');
/** The owner's request needs a new idempotency key, and no cursor, which belongs to one list only. */
function ownersOwn({ path, ...request }: NamingRequest): NamingRequest {
  return { ...request, headers: {}, path: path.replace(/cursor=[^&]*&?/, '') };
}

const isPublic = (template: string) => /^\/(health|metrics)/.test(template);

function deletesLast(operations: readonly Operation[]): Operation[] {
  // Deleting a conversation deletes its messages, and a legal hold prevents deletions: so these come last.
  const rank = ({ method, template }: Operation) => (method !== 'DELETE' ? 0 : template.endsWith('/hold') ? 1 : 2);
  return [...operations].sort((a, b) => rank(a) - rank(b));
}

const toText = (row: object) => JSON.stringify(row);

/** Everything in an answer that could distinguish it, without the names in the request. */
function shown({ status, text, headers }: Response, { names }: NamingRequest): string {
  const own = Object.entries(headers as Record<string, string>).filter(([name]) => !HEADERS_APART.has(name));
  const whole = [status, text, ...own.sort().map(([name, value]) => `${name}: ${value}`)].join('\n');
  return names.length === 0 ? String(status) : masked(whole);
}

function masked(whole: string): string {
  const cursors = /cursor=[\w-]+/g;
  return whole
    .replace(UUID, '<id>')
    .replace(KEY, '<key>')
    .replace(cursors, 'cursor=<cursor>')
    .replaceAll('alice', '<user>')
    .replaceAll('nemo7', '<user>')
    .replaceAll(CANARY, 'c'.repeat(CANARY.length))
    .replace(/content-length: \d+/, 'content-length: <n>');
}
