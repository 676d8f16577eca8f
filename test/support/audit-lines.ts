import { randomUUID } from 'node:crypto';
import type { Test } from 'supertest';
import type { Role } from '../../src/common/index.js';
import { makeKey } from './keys.js';
import type { Service } from './service.js';
import { type ConversationJson, Talk, type TurnJson } from './talk.js';

/** Sentences that nobody may find in the trail. */
export const PLANTED = 'planted: what the user asked';
export const ANSWERED = 'planted: what Claude answered';

/** Whose credentials ask; everything they ask for is of the tenant `acme`, and of the user `alice` where it is a user's. */
export interface Asking {
  readonly service: Service;
  /** An administrator, for what has to be there before. */
  readonly admin: Service;
}

/** A request that is sent once somebody waits for it. */
export interface Prepared {
  readonly test: Test;
}

/** What an operation leaves in the trail. */
export interface Line {
  /** The first one is the one that the answer names. */
  readonly actions: readonly string[];
  readonly roles: readonly Role[];
  /** Whether it is about the tenant's things and not about a user's. */
  readonly isOfTenant?: boolean;
  /** Whose things it is about otherwise. @default 'alice' */
  readonly user?: string;
  /** The record it is about, given the answer's body; nothing where it is about a list or about what has no id. */
  readonly subject?: (asked: { readonly body: { readonly id?: string }; readonly path: string }) => string | undefined;
  /** Prepares the request. */
  readonly send: (asking: Asking) => Promise<Prepared>;
}

const EVERYBODY = ['admin', 'service', 'user'] as const;
const ofBody: Line['subject'] = ({ body }) => body.id;
const ofPath: Line['subject'] = ({ path }) => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(path)?.[0];

const text = () => `${PLANTED} ${randomUUID()}`;
const metadata = { note: PLANTED };
const now = (test: Test): Promise<Prepared> => Promise.resolve({ test });
const BUDGET = { limit_usd: '1000', period: 'day' };

async function newResult({ admin }: Asking): Promise<string> {
  return ((await admin.analyze('alice', { text: text() }).expect(201)).body as { id: string }).id;
}

async function newTurn({ admin }: Asking): Promise<{ readonly talk: Talk; readonly turn: TurnJson }> {
  const talk = await newTalk({ admin });
  return { talk, turn: await talk.say(text()) };
}

function newTalk({ admin }: Pick<Asking, 'admin'>): Promise<Talk> {
  return Talk.begin(admin, { title: PLANTED, system: PLANTED, metadata });
}

function line(actions: readonly string[], send: Line['send'], more: Partial<Line> = {}): Line {
  return { actions, roles: EVERYBODY, send, ...more };
}

const results: Record<string, Line> = {
  analyze: line(
    ['result.created'],
    ({ service }) => now(service.analyze('alice', { text: text(), system: PLANTED, metadata })),
    { subject: ofBody },
  ),
  listHistory: line(['results.listed'], ({ service }) => now(service.call('GET', '/history/alice?q=planted'))),
  getResult: line(
    ['result.read'],
    async (asking) => now(asking.service.call('GET', `/results/${await newResult(asking)}`)),
    { subject: ofPath },
  ),
  deleteResult: line(
    ['result.deleted'],
    async (asking) => now(asking.service.call('DELETE', `/history/${await newResult(asking)}`)),
    { subject: ofPath },
  ),
};

const conversations: Record<string, Line> = {
  createConversation: line(
    ['conversation.created'],
    ({ service }) =>
      now(service.call('POST', '/conversations').send({ user_id: 'alice', title: PLANTED, system: PLANTED, metadata })),
    { subject: ofBody },
  ),
  listConversations: line(['conversations.listed'], ({ service }) =>
    now(service.call('GET', '/conversations?user_id=alice&q=planted')),
  ),
  getConversation: line(
    ['conversation.read'],
    async (asking) => now(asking.service.call('GET', (await newTalk(asking)).path)),
    { subject: ofPath },
  ),
  changeConversation: line(
    ['conversation.changed'],
    async (asking) =>
      now(asking.service.call('PATCH', (await newTalk(asking)).path).send({ title: PLANTED, metadata })),
    { subject: ofPath },
  ),
  deleteConversation: line(
    ['conversation.deleted'],
    async (asking) => now(asking.service.call('DELETE', (await newTalk(asking)).path)),
    { subject: ofPath },
  ),
  forkConversation: line(
    ['conversation.forked'],
    async (asking) => {
      const { talk, turn } = await newTurn(asking);
      const body = { message_id: turn.assistant_message.id, title: PLANTED };
      return now(asking.service.call('POST', `${talk.path}/fork`).send(body));
    },
    { subject: ({ body }) => (body as unknown as ConversationJson).id },
  ),
};

const messages: Record<string, Line> = {
  postMessage: line(
    ['message.answered', 'message.created'],
    async (asking) =>
      now(asking.service.call('POST', `${(await newTalk(asking)).path}/messages`).send({ content: text() })),
    { subject: ({ body }) => (body as unknown as TurnJson).assistant_message.id },
  ),
  regenerateMessage: line(
    ['message.regenerated'],
    async (asking) => {
      const { talk, turn } = await newTurn(asking);
      return now(asking.service.call('POST', `${talk.path}/messages/${turn.assistant_message.id}/regenerate`).send({}));
    },
    { subject: ({ body }) => (body as unknown as TurnJson).assistant_message.id },
  ),
  listMessages: line(
    ['messages.listed'],
    async (asking) => now(asking.service.call('GET', `${(await newTurn(asking)).talk.path}/messages`)),
    { subject: ofPath },
  ),
};

const PREFERENCES = '/users/alice/preferences';
const users: Record<string, Line> = {
  getPreferences: line(['preferences.read'], ({ service }) => now(service.call('GET', PREFERENCES))),
  replacePreferences: line(['preferences.changed'], ({ service }) =>
    now(service.call('PUT', PREFERENCES).send({ system: PLANTED, profile: { note: PLANTED } })),
  ),
  getUserUsage: line(['usage.read'], ({ service }) => now(service.call('GET', '/users/alice/usage'))),
  getUserBudget: line(['budget.read'], async ({ admin, service }) => {
    await admin.call('PUT', '/users/alice/budget').send(BUDGET).expect(200);
    return now(service.call('GET', '/users/alice/budget'));
  }),
};

const forAdministrators: Record<string, Line> = {
  setUserBudget: line(
    ['budget.changed'],
    ({ service }) => now(service.call('PUT', '/users/alice/budget').send(BUDGET)),
    { roles: ['admin'] },
  ),
  removeUserBudget: line(
    ['budget.removed'],
    async ({ admin, service }) => {
      await admin.call('PUT', '/users/alice/budget').send(BUDGET).expect(200);
      return now(service.call('DELETE', '/users/alice/budget'));
    },
    { roles: ['admin'] },
  ),
  setBudget: line(['budget.changed'], ({ service }) => now(service.call('PUT', '/budget').send(BUDGET)), {
    roles: ['admin'],
    isOfTenant: true,
  }),
  removeBudget: line(
    ['budget.removed'],
    async ({ admin, service }) => {
      await admin.call('PUT', '/budget').send(BUDGET).expect(200);
      return now(service.call('DELETE', '/budget'));
    },
    { roles: ['admin'], isOfTenant: true },
  ),
};

const ofTenants: Record<string, Line> = {
  getUsage: line(['usage.read'], ({ service }) => now(service.call('GET', '/usage?group_by=user')), {
    roles: ['admin', 'service'],
    isOfTenant: true,
  }),
  getBudget: line(
    ['budget.read'],
    async ({ admin, service }) => {
      await admin.call('PUT', '/budget').send(BUDGET).expect(200);
      return now(service.call('GET', '/budget'));
    },
    { roles: ['admin', 'service'], isOfTenant: true },
  ),
  createKey: line(
    ['key.created'],
    ({ service }) => now(service.call('POST', '/keys').send({ role: 'user', user_id: 'alice' })),
    { roles: ['admin'], subject: ofBody },
  ),
  listKeys: line(['keys.listed'], ({ service }) => now(service.call('GET', '/keys')), {
    roles: ['admin'],
    isOfTenant: true,
  }),
  revokeKey: line(
    ['key.revoked'],
    async ({ service, admin }) => {
      const { id } = await makeKey(admin, 'user', { userId: 'alice' });
      return now(service.call('DELETE', `/keys/${id}`));
    },
    { roles: ['admin'], subject: ofPath },
  ),
};

/** Of somebody else: what alice has is still looked into. */
const erasures: Record<string, Line> = {
  eraseUser: line(
    ['user.erasure_requested', 'user.erased'],
    async ({ admin, service }) => {
      await admin.call('PUT', '/users/carol/preferences').send({ language: 'de' }).expect(200);
      return now(service.call('DELETE', '/users/carol'));
    },
    { roles: ['admin', 'service'], isOfTenant: true, subject: ofBody },
  ),
  getErasure: line(
    ['user.erasure_read'],
    async ({ admin, service }) => {
      const { body } = await admin.call('DELETE', '/users/carol').expect(200);
      return now(service.call('GET', `/erasures/${body.id}`));
    },
    { roles: ['admin', 'service'], isOfTenant: true, subject: ofPath },
  ),
};

/** Not alice: what is held cannot be deleted. */
const HOLD = '/users/held/hold';
const HELD = { roles: ['admin'], user: 'held' } as const;
const hold = ({ admin }: Asking) => admin.call('PUT', HOLD).send({ reason: PLANTED }).expect(200);

const compliance: Record<string, Line> = {
  exportUser: line(['user.exported'], ({ service }) => now(service.call('GET', '/users/alice/export'))),
  setHold: line(['user.held'], ({ service }) => now(service.call('PUT', HOLD).send({ reason: PLANTED })), HELD),
  getHold: line(
    ['user.hold_read'],
    async (asking) => {
      await hold(asking);
      return now(asking.service.call('GET', HOLD));
    },
    HELD,
  ),
  releaseHold: line(
    ['user.released'],
    async (asking) => {
      await hold(asking);
      return now(asking.service.call('DELETE', HOLD));
    },
    HELD,
  ),
  ...ofTrail('listAudit', 'audit.listed', '/audit'),
  ...ofTrail('exportAudit', 'audit.exported', '/audit/export'),
  ...ofTrail('verifyAudit', 'audit.verified', '/audit/verify'),
  getAuditRecord: line(
    ['audit.read'],
    async ({ admin, service }) => {
      const { headers } = await admin.call('PUT', '/budget').send(BUDGET).expect(200);
      return now(service.call('GET', `/audit/${String(headers['reprise-audit-id'])}`));
    },
    { roles: ['admin'], isOfTenant: true, subject: ofPath },
  ),
};

function ofTrail(operationId: string, action: string, path: string): Record<string, Line> {
  const send: Line['send'] = ({ service }) => now(service.call('GET', path));
  return { [operationId]: line([action], send, { roles: ['admin'], isOfTenant: true }) };
}

/** Every operation of the OpenAPI document that touches what is stored, by its id. A new one needs its line. */
export const LINES: Readonly<Record<string, Line>> = {
  ...results,
  ...conversations,
  ...messages,
  ...users,
  ...forAdministrators,
  ...ofTenants,
  ...compliance,
  ...erasures,
};
