import { saltedDigest } from '../../src/audit/chain/leaf.js';
import type { Role } from '../../src/common/index.js';
import { type AuditRow, recorded, records } from '../support/audit.js';
import { ANSWERED, type Line, LINES, PLANTED } from '../support/audit-lines.js';
import { makeKey, type TestKey } from '../support/keys.js';
import { count, rows } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';

const ROLES: readonly Role[] = ['admin', 'service', 'user'];
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

interface Documented {
  readonly operationId?: string;
  readonly tags?: readonly string[];
}

describe('the audit trail', () => {
  let service: Service;
  const keys = {} as Record<Role, TestKey>;
  beforeAll(async () => {
    service = await startService({ env: { AUTH_MODE: 'api-key' } });
    await service.claude.defaults({ text: ANSWERED });
    for (const role of ROLES) keys[role] = await makeKey(service, role, role === 'user' ? { userId: 'alice' } : {});
  });
  afterAll(() => service.stop());

  const operations = () =>
    Object.values(service.document.paths).flatMap((path) =>
      (Object.entries(path) as [string, Documented][])
        .filter(([, { tags }]) => !tags?.includes('operations'))
        .map(([method, { operationId }]) => ({ method: method.toUpperCase(), operationId: operationId ?? '' })),
    );

  async function ask(line: Line, role: Role, requestId: string) {
    const asking = { service: service.as(keys[role].key), admin: service.as(keys.admin.key) };
    const { test } = await line.send(asking);
    return recorded(service, () => test.set('X-Request-Id', requestId));
  }

  it('has a test below for every operation that reads or changes stored data', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(Object.keys(LINES).sort()).toEqual(ids.sort());
  });

  describe.each(ROLES)('for a key with the role %s', (role) => {
    const allowed = Object.entries(LINES).filter(([, line]) => line.roles.includes(role));
    const others = Object.entries(LINES).filter(([, line]) => !line.roles.includes(role));

    it.each(allowed)('records the actor, action and subject of %s', async (operationId, line) => {
      const requestId = `audit-${role}-${operationId}`;
      const { value: answer, left } = await ask(line, role, requestId);
      expect(answer.status).toBeLessThan(300);
      expect(left.map(({ action }) => action).sort()).toEqual([...line.actions].sort());
      for (const record of left) {
        expect(record).toMatchObject({
          tenant_id: 'acme',
          user_id: line.isOfTenant ? null : (line.user ?? 'alice'),
          outcome: 'done',
          actor_role: role,
          actor_key_id: keys[role].id,
          actor_address: '127.0.0.1',
          request_id: requestId,
          actor_subject: role === 'user' ? 'alice' : keys[role].id,
        });
      }
      const named = left.find(({ action }) => action === line.actions[0]) as AuditRow;
      const { path } = answer.request as unknown as { path?: string };
      const about = { body: answer.body as { id?: string }, path: path ?? new URL(answer.request.url).pathname };
      expect(named.subject_id).toBe(line.subject?.(about) ?? null);
      const { method } = operations().find((each) => each.operationId === operationId) ?? { method: '' };
      expect(answer.headers['reprise-audit-id']).toBe(CHANGES.has(method) ? named.id : undefined);
    });

    if (others.length === 0) return;
    it.each(others)('records that %s was denied, and nothing else', async (operationId, line) => {
      const { value: answer, left } = await ask(line, role, `denied-${role}-${operationId}`);
      expect(answer.status).toBe(403);
      const [method = '', ...path] = [answer.request.method, new URL(answer.request.url).pathname];
      expect(left).toEqual([
        expect.objectContaining({
          tenant_id: 'acme',
          user_id: role === 'user' ? 'alice' : null,
          action: 'request.denied',
          outcome: 'forbidden',
          actor_role: role,
          actor_key_id: keys[role].id,
          subject_id: null,
          call_ids: [],
          detail: { method, route: templateOf(path.join('/')), code: 'forbidden' },
        }),
      ]);
      expect(answer.headers['reprise-audit-id']).toBe(CHANGES.has(method) ? left[0]?.id : undefined);
    });
  });

  it('refers to calls that exist in the journal', async () => {
    const found = await records(service);
    const calls = new Set((await rows(service.database, 'SELECT id FROM calls')).map(({ id }) => id));
    const asked = found.filter(({ action }) => /^(result.created|message.answered|message.regenerated)$/.test(action));
    expect(asked.length).toBeGreaterThan(20);
    const named = asked.map(({ call_ids }) => call_ids);
    expect(named.map((ids) => ids.length)).toEqual(asked.map(() => 1));
    expect(new Set(named.flat())).toEqual(calls);
    expect(found.filter(({ call_ids }) => call_ids.length > 0)).toHaveLength(asked.length);
  });

  it('has digests of request and answer that can be recomputed from the texts and the salt', async () => {
    const found = await records(service);
    const results = await rows(service.database, 'SELECT id, input_text, result FROM results');
    const created = found.filter(({ action }) => action === 'result.created');
    expect(created.length).toBeGreaterThan(5);
    for (const { subject_id, salt, sent_digest, received_digest } of created) {
      const row = results.find(({ id }) => id === subject_id);
      if (!row) continue;
      expect(sent_digest).toBe(saltedDigest(salt ?? '', row['input_text'] ?? ''));
      expect(received_digest).toBe(saltedDigest(salt ?? '', row['result'] ?? ''));
    }
    const messages = await rows(service.database, 'SELECT id, parent_id, text FROM messages');
    for (const { subject_id, salt, sent_digest, received_digest } of found.filter(isOfAnswer)) {
      const answer = messages.find(({ id }) => id === subject_id);
      const prompt = messages.find(({ id }) => id === answer?.['parent_id']);
      expect(received_digest).toBe(saltedDigest(salt ?? '', answer?.['text'] ?? ''));
      expect(sent_digest).toBe(saltedDigest(salt ?? '', prompt?.['text'] ?? ''));
    }
    // The records of an erased user no longer have one.
    const salts = found.flatMap(({ salt }) => (salt === null ? [] : [salt]));
    expect(new Set(salts).size).toBe(salts.length);
  });

  it('contains no word of requests, answers, preferences and searches, and no key', async () => {
    await records(service);
    const everything = JSON.stringify(await rows(service.database, 'SELECT * FROM audit_events')).toLowerCase();
    for (const secret of [PLANTED, ANSWERED, 'planted', ...ROLES.map((role) => keys[role].key)]) {
      expect(everything).not.toContain(secret.toLowerCase());
    }
    // The content is stored in the tables meant for it.
    expect(await count(service.database, "SELECT COUNT(*) FROM results WHERE result LIKE '%planted%'")).toBeGreaterThan(
      0,
    );
  });
});

function isOfAnswer({ action }: AuditRow): boolean {
  return action === 'message.answered' || action === 'message.regenerated';
}

/** Covers only paths that a role may be denied, whose only parameters are users and keys. */
function templateOf(path: string): string {
  return path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '{id}').replace(/users\/[^/]+/, 'users/{user_id}');
}
