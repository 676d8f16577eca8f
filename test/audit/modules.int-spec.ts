import { HoldsService } from '../../src/holds/index.js';
import { readFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { listKeys, createKey, revokeKey } from '../../src/cli/keys.command.js';
import { reportUsage } from '../../src/cli/usage.command.js';
import {
  type Acting,
  actingAs,
  AnalysisService,
  ApiKeysService,
  BudgetsService,
  CommonModule,
  ConversationsService,
  DatabaseModule,
  HistoryService,
  IdentityModule,
  MessagesService,
  PreferencesService,
  TurnService,
  UsageService,
} from '../../src/index.js';
import { recorded, recordsIn } from '../support/audit.js';
import { createDatabase } from '../support/database.js';
import { type Service, startService } from '../support/service.js';

const ALICE = { tenantId: 'acme', userId: 'alice' };
const FIRST = { limit: 10, after: null };
const LIMIT = { limitPicoUsd: 5_000_000_000_000n, period: 'day' } as const;

/** The services that a host injects, and their files. */
const SERVICES = [
  [AnalysisService, 'analysis/analysis'] as const,
  [HistoryService, 'analysis/history'] as const,
  [ConversationsService, 'conversations/conversations'] as const,
  [TurnService, 'conversations/turn'] as const,
  [MessagesService, 'conversations/messages'] as const,
  [PreferencesService, 'preferences/preferences'] as const,
  [BudgetsService, 'budgets/budgets'] as const,
  [UsageService, 'usage/usage'] as const,
  [ApiKeysService, 'identity/api-keys'] as const,
  [HoldsService, 'holds/holds'] as const,
];

/** Read from the source, since TypeScript's `private` does not exist at run time. */
function publicMethods([{ name, prototype }, file]: (typeof SERVICES)[number]): string[] {
  const text = readFileSync(`${__dirname}/../../src/${file}.service.ts`, 'utf8');
  const hidden = new Set([...text.matchAll(/^ {2}private (?:async )?(\w+)\(/gm)].map(([, method]) => method));
  return Object.getOwnPropertyNames(prototype)
    .filter((method) => method !== 'constructor' && !hidden.has(method))
    .map((method) => `${name}.${method}`);
}

/** Public methods without a record, and why. */
const UNRECORDED: Readonly<Record<string, string>> = {
  'PreferencesService.findForCall': 'the call that they shape is recorded',
  'BudgetsService.find': 'the export that it is read for is recorded',
  'MessagesService.readTree': 'the export that it is read for is recorded',
  'HoldsService.assertNone': 'what it is asked for is recorded',
  'HoldsService.heldAmong': 'what it is asked for is recorded',
  'HoldsService.isAnyHeld': 'what it is asked for is recorded',
  'BudgetsService.check': 'the call that it is about is recorded',
  'BudgetsService.reserve': 'the call that it is about is recorded',
  'BudgetsService.refused': 'tells listeners; the request that was refused is recorded by its caller',
  'ApiKeysService.authenticate': 'what is then asked for is recorded',
  'ApiKeysService.tenantOf': 'finds the tenant in whose trail the operator’s change is recorded',
};

type Call = (service: Service) => Promise<() => Promise<unknown>>;
const get = <T>({ app }: Service, type: abstract new (...args: never[]) => T) => app.get<T>(type, { strict: false });
const now = (work: () => Promise<unknown>) => Promise.resolve(work);

async function conversation(service: Service): Promise<string> {
  return (await get(service, ConversationsService).create(ALICE, {})).id;
}

async function turn(service: Service) {
  const id = await conversation(service);
  const { assistantMessage } = await get(service, TurnService).post(ALICE, id, { content: 'hello' });
  return { id, messageId: assistantMessage.id };
}

async function result(service: Service): Promise<string> {
  return (await get(service, AnalysisService).analyze(ALICE, { text: 'again', cache: 'off' })).result.id;
}

async function limited(service: Service): Promise<BudgetsService> {
  const budgets = get(service, BudgetsService);
  await budgets.set(ALICE, LIMIT);
  return budgets;
}

const CALLS: Readonly<Record<string, readonly [actions: readonly string[], call: Call]>> = {
  'AnalysisService.analyze': [
    ['result.created'],
    (service) => now(() => get(service, AnalysisService).analyze(ALICE, { text: 'once', cache: 'off' })),
  ],
  'HistoryService.getOrThrow': [
    ['result.read'],
    async (service) => {
      const id = await result(service);
      return () => get(service, HistoryService).getOrThrow(ALICE, id);
    },
  ],
  'HistoryService.list': [
    ['results.listed'],
    (service) => now(() => get(service, HistoryService).list(ALICE, {}, FIRST)),
  ],
  'HistoryService.delete': [
    ['result.deleted'],
    async (service) => {
      const id = await result(service);
      return () => get(service, HistoryService).delete(ALICE, id);
    },
  ],
  'ConversationsService.create': [
    ['conversation.created'],
    (service) => now(() => get(service, ConversationsService).create(ALICE, {})),
  ],
  'ConversationsService.getOrThrow': [
    ['conversation.read'],
    async (service) => {
      const id = await conversation(service);
      return () => get(service, ConversationsService).getOrThrow(ALICE, id);
    },
  ],
  'ConversationsService.list': [
    ['conversations.listed'],
    (service) => now(() => get(service, ConversationsService).list(ALICE, {}, FIRST)),
  ],
  'ConversationsService.change': [
    ['conversation.changed'],
    async (service) => {
      const id = await conversation(service);
      return () => get(service, ConversationsService).change(ALICE, id, {});
    },
  ],
  'ConversationsService.delete': [
    ['conversation.deleted'],
    async (service) => {
      const id = await conversation(service);
      return () => get(service, ConversationsService).delete(ALICE, id);
    },
  ],
  'ConversationsService.fork': [
    ['conversation.forked'],
    async (service) => {
      const { id, messageId } = await turn(service);
      return () => get(service, ConversationsService).fork(ALICE, id, { messageId });
    },
  ],
  'MessagesService.path': [
    ['messages.listed'],
    async (service) => {
      const { id } = await turn(service);
      return () => get(service, MessagesService).path(ALICE, id, undefined, FIRST);
    },
  ],
  'MessagesService.tree': [
    ['messages.listed'],
    async (service) => {
      const { id } = await turn(service);
      return () => get(service, MessagesService).tree(ALICE, id, FIRST);
    },
  ],
  'TurnService.post': [
    ['message.answered', 'message.created'],
    async (service) => {
      const id = await conversation(service);
      return () => get(service, TurnService).post(ALICE, id, { content: 'hello' });
    },
  ],
  'TurnService.regenerate': [
    ['message.regenerated'],
    async (service) => {
      const { id, messageId } = await turn(service);
      return () => get(service, TurnService).regenerate(ALICE, id, messageId);
    },
  ],
  'PreferencesService.find': [
    ['preferences.read'],
    (service) => now(() => get(service, PreferencesService).find(ALICE)),
  ],
  'PreferencesService.replace': [
    ['preferences.changed'],
    (service) => now(() => get(service, PreferencesService).replace(ALICE, {})),
  ],
  'HoldsService.set': [['user.held'], (service) => now(() => get(service, HoldsService).set(ALICE, 'a case'))],
  'HoldsService.getOrThrow': [
    ['user.hold_read'],
    async (service) => {
      await get(service, HoldsService).set(ALICE, 'a case');
      return () => get(service, HoldsService).getOrThrow(ALICE);
    },
  ],
  'HoldsService.release': [
    ['user.released'],
    async (service) => {
      await get(service, HoldsService).set(ALICE, 'a case');
      return () => get(service, HoldsService).release(ALICE);
    },
  ],
  'BudgetsService.set': [['budget.changed'], (service) => now(() => get(service, BudgetsService).set(ALICE, LIMIT))],
  'BudgetsService.getOrThrow': [
    ['budget.read'],
    async (service) => {
      const budgets = await limited(service);
      return () => budgets.getOrThrow(ALICE);
    },
  ],
  'BudgetsService.remove': [
    ['budget.removed'],
    async (service) => {
      const budgets = await limited(service);
      return () => budgets.remove(ALICE);
    },
  ],
  'UsageService.report': [['usage.read'], (service) => now(() => get(service, UsageService).report(ALICE))],
  'ApiKeysService.create': [
    ['key.created'],
    (service) => now(() => get(service, ApiKeysService).create('acme', { role: 'user', userId: 'alice' })),
  ],
  'ApiKeysService.list': [['keys.listed'], (service) => now(() => get(service, ApiKeysService).list('acme', FIRST))],
  'ApiKeysService.listAll': [['keys.listed'], (service) => now(() => get(service, ApiKeysService).listAll(FIRST))],
  'ApiKeysService.confirm': [
    ['key.confirmed'],
    async (service) => {
      const { row } = await get(service, ApiKeysService).create('acme', { role: 'admin', isUnconfirmed: true });
      return () => get(service, ApiKeysService).confirm('acme', row.id);
    },
  ],
  'ApiKeysService.revoke': [
    ['key.revoked'],
    async (service) => {
      const keys = get(service, ApiKeysService);
      const { row } = await keys.create('acme', { role: 'user', userId: 'alice' });
      return () => keys.revoke('acme', row.id);
    },
  ],
};

describe('a host that calls the services', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  it('has every public method recorded, or listed here with a reason', () => {
    expect([...Object.keys(CALLS), ...Object.keys(UNRECORDED)].sort()).toEqual(SERVICES.flatMap(publicMethods).sort());
  });

  it.each(Object.entries(CALLS))('has each call recorded, without an actor: %s', async (_name, [actions, call]) => {
    const work = await call(service);
    const { left } = await recorded(service, work);
    const noActor = {
      actor_role: null,
      actor_subject: null,
      actor_key_id: null,
      actor_address: null,
      request_id: null,
    };
    expect(left.map(({ action }) => action).sort()).toEqual([...actions].sort());
    for (const record of left) expect(record).toMatchObject({ ...noActor, tenant_id: 'acme', outcome: 'done' });
  });

  it('may state the actor, who is then recorded', async () => {
    const acting: Acting = {
      identity: { tenantId: 'acme', subject: 'nightly-job', role: 'service', userId: null, keyId: null },
      address: '10.0.0.7',
      requestId: 'job-17',
    };
    const analyses = get(service, AnalysisService);
    const ask = () => analyses.analyze(ALICE, { text: 'by night', cache: 'off' });
    const { left } = await recorded(service, () => actingAs(acting, ask));
    expect(left).toEqual([
      expect.objectContaining({
        actor_role: 'service',
        actor_subject: 'nightly-job',
        actor_address: '10.0.0.7',
        request_id: 'job-17',
        user_id: 'alice',
        action: 'result.created',
      }),
    ]);
  });

  it('may use any text as actor, user and filter without breaking the trail', async () => {
    const long = '\u0000\uD83D'.repeat(600);
    const identity = { tenantId: 'acme', subject: long, role: 'service', userId: null, keyId: long } as const;
    const { left } = await recorded(service, () =>
      actingAs({ identity, address: long, requestId: long }, () =>
        get(service, HistoryService).list({ tenantId: 'acme', userId: 'u'.repeat(400) }, {}, FIRST),
      ),
    );
    expect(left).toHaveLength(1);
  });
});

describe('a module', () => {
  it('does not start without an audit trail', async () => {
    const common = CommonModule.forRoot();
    @Module({ providers: [{ provide: 'HOST', useValue: { options: { type: 'better-sqlite3' } } }], exports: ['HOST'] })
    class HostModule {}
    const database = DatabaseModule.using('HOST', { imports: [HostModule] });
    const identity = IdentityModule.forRoot({ imports: [common, database] });
    await expect(Test.createTestingModule({ imports: [identity] }).compile()).rejects.toThrow('AuditTrail');
  });
});

describe('the command line', () => {
  it('is recorded with the operator as actor, in the trail of the tenant concerned', async () => {
    const database = await createDatabase();
    const env = { DATABASE_URL: database.url };
    const made = (await createKey(env, { tenant: 'acme', role: 'user', user: 'alice' })).document as { id: string };
    await createKey(env, { tenant: 'globex', role: 'admin' });
    await listKeys(env, {});
    await reportUsage(env, { tenant: 'acme', user: 'alice' });
    await revokeKey(env, made.id);
    const found = await recordsIn(database);
    const operator = { actor_subject: 'operator', actor_role: 'admin', actor_key_id: null, actor_address: null };
    for (const record of found) expect(record).toMatchObject({ ...operator, request_id: null });
    const of = (tenant: string) =>
      found.filter(({ tenant_id }) => tenant_id === tenant).map(({ action, user_id }) => `${action} ${user_id ?? '-'}`);
    expect(of('acme')).toEqual(['key.created alice', 'keys.listed -', 'usage.read alice', 'key.revoked alice']);
    expect(of('globex')).toEqual(['key.created -', 'keys.listed -']);
    await database.drop();
  });
});
