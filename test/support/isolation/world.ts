import { ApiKeysService } from '../../../src/identity/index.js';
import type { Role } from '../../../src/common/index.js';
import type { Service } from '../service.js';
import { nobodysLike, type Target } from './target.js';

/** Somebody who asks, with a key of its own. */
export interface Somebody {
  readonly name: string;
  readonly tenant: string;
  readonly role: Role;
  readonly key: string;
}

export interface World {
  readonly people: readonly Somebody[];
  readonly owned: Target;
  readonly nowhere: Target;
}

/** In everything that the owner says and is told. */
export const CANARY = 'canary-4c1d9f';
/** What the owner and its tenant may spend: amounts that nobody else has. */
export const BUDGETS = ['17.000017', '18.000018'] as const;
const TENANT = 'acme';
const PEOPLE = [
  { tenant: TENANT, role: 'admin' },
  { tenant: TENANT, role: 'service' },
  { tenant: TENANT, role: 'user', user: 'alice' },
  { tenant: TENANT, role: 'user', user: 'bobby' },
  { tenant: 'globex', role: 'admin' },
  { tenant: 'globex', role: 'service' },
  { tenant: 'globex', role: 'user', user: 'alice' },
] as const;

/** Two tenants whose people have keys, and alice of acme, who has one of everything. */
export async function makeWorld(service: Service): Promise<World> {
  await service.claude.defaults({ text: `${CANARY} answered` });
  const keys = service.app.get(ApiKeysService, { strict: false });
  const people: Somebody[] = [];
  for (const { tenant, role, ...bound } of PEOPLE) {
    const userId = 'user' in bound ? bound.user : undefined;
    const { key } = await keys.create(tenant, { role, userId });
    people.push({ name: `${tenant} ${role} ${userId ?? ''}`.trim(), tenant, role, key });
  }
  // A cursor of the owner's stands for a moment after all that the others have.
  service.clock.advance(1_000);
  const owned = await furnish(service, people);
  await service.claude.defaults({ text: 'answered' });
  return { people, owned, nowhere: nobodysLike(owned, CANARY) };
}

/** Whether the things of alice of acme are somebody else's to them, and not only out of their role's scope. */
export function isStranger({ tenant, role, name }: Somebody): boolean {
  return tenant !== TENANT || (role === 'user' && !name.endsWith('alice'));
}

async function furnish(service: Service, people: readonly Somebody[]): Promise<Target> {
  const as = (role: Role) => service.as(people.find((somebody) => somebody.role === role)?.key ?? '');
  const [alice, admin] = [as('user'), as('admin')];
  const text = `${CANARY}: what did I ask?`;
  const idempotencyKey = 'the-key-of-alice';
  const asked = await alice.call('POST', '/analyze/alice').set('Idempotency-Key', idempotencyKey).send({ text });
  await alice
    .call('POST', '/analyze/alice')
    .send({ text: `${CANARY} again` })
    .expect(201);
  const begun = await alice.call('POST', '/conversations').send({ user_id: 'alice', title: CANARY }).expect(201);
  const path = `/conversations/${begun.body.id}/messages`;
  const turn = await alice.call('POST', path).set('Idempotency-Key', 'in-a-talk').send({ content: CANARY }).expect(201);
  await alice
    .call('PUT', '/users/alice/preferences')
    .send({ profile: { name: CANARY } })
    .expect(200);
  await admin.call('PUT', '/users/alice/budget').send({ limit_usd: BUDGETS[0], period: 'month' }).expect(200);
  await admin.call('PUT', '/budget').send({ limit_usd: BUDGETS[1], period: 'month' }).expect(200);
  await admin.call('PUT', '/users/alice/hold').send({ reason: CANARY }).expect(200);
  const made = await admin.call('POST', '/keys').send({ role: 'service' }).expect(201);
  const page = await alice.call('GET', '/history/alice?limit=1').expect(200);
  const forgotten = await admin.call('DELETE', '/users/forgotten').expect(200);
  return {
    user: 'alice',
    text,
    idempotencyKey,
    result: asked.body.id,
    conversation: begun.body.id,
    question: turn.body.user_message.id,
    answer: turn.body.assistant_message.id,
    apiKey: made.body.id,
    cursor: page.body.next_cursor,
    auditRecord: made.headers['reprise-audit-id'] ?? '',
    erasure: forgotten.body.id,
  };
}
