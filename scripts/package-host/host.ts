// A host application as somebody else would write it: Reprise on its own, named DataSource, and nothing global.
import 'reflect-metadata';
import { strict as assert } from 'node:assert';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import {
  type Acting,
  actingAs,
  AnalysisModule,
  AnalysisService,
  AuditModule,
  BudgetsModule,
  CacheModule,
  LocksModule,
  ClaudeModule,
  CommonModule,
  CompletionsModule,
  ConversationsModule,
  ConversationsService,
  DatabaseModule,
  EncryptionModule,
  HoldsModule,
  type Identity,
  IdentityModule,
  IdentityResolver,
  JournalModule,
  JournalSpend,
  PreferencesModule,
  REPRISE_ENTITIES,
  REPRISE_MIGRATIONS,
  TurnService,
  UsageModule,
} from 'reprise';

/** Who is asking is the host's to know: here one service, for all its users. */
class HostLogin extends IdentityResolver {
  async resolve(): Promise<Identity> {
    return { tenantId: 'host', subject: 'web', role: 'service', userId: null, keyId: null };
  }
}

@Module({})
class HostModule {
  static with(claudeUrl: string, http: boolean): DynamicModule {
    const name = http ? 'host' : 'worker';
    const common = CommonModule.forRoot();
    const database = DatabaseModule.using(getDataSourceToken(name));
    const claude = ClaudeModule.forRootAsync({
      imports: [common],
      useFactory: () => ({ apiKey: name, baseUrl: claudeUrl }),
    });
    const audit = AuditModule.forRoot({ imports: [common, database] });
    const encryption = EncryptionModule.forRoot({ imports: [common, database] });
    const identity = IdentityModule.forRoot({ imports: [common, database, audit], resolver: HostLogin, http });
    const budgets = BudgetsModule.forRoot({ imports: [common, database, audit, identity], spend: JournalSpend, http });
    const holds = HoldsModule.forRoot({ imports: [common, database, audit, identity], http });
    const journal = JournalModule.forRoot({ imports: [common, database, claude, budgets] });
    const locks = LocksModule.forRoot({ imports: [common, database, encryption] });
    const cache = CacheModule.forRoot({ imports: [common, encryption], ttlSeconds: 60 });
    const preferences = PreferencesModule.forRoot({
      imports: [common, database, encryption, audit, identity, claude],
      http,
    });
    const completions = CompletionsModule.forRoot({ imports: [common, database, encryption, audit, journal, locks] });
    const modules = [
      common,
      database,
      encryption,
      audit,
      identity,
      holds,
      claude,
      journal,
      locks,
      completions,
      preferences,
    ];
    return {
      module: HostModule,
      imports: [
        TypeOrmModule.forRoot({
          name,
          type: 'better-sqlite3',
          database: ':memory:',
          entities: [...REPRISE_ENTITIES],
          migrations: [...REPRISE_MIGRATIONS],
          migrationsRun: true,
        }),
        AnalysisModule.forRoot({ imports: [...modules, cache], http }),
        ConversationsModule.forRoot({ imports: modules, http }),
        UsageModule.forRoot({ imports: [common, audit, identity, journal], http }),
      ],
    };
  }
}

function start(claudeUrl: string, http: boolean): Promise<NestExpressApplication> {
  const module = HostModule.with(claudeUrl, http);
  return NestFactory.create<NestExpressApplication>(module, { logger: ['error'], abortOnError: false });
}

async function post(
  base: string,
  path: string,
  body: object,
): Promise<{ status: number; body: Record<string, unknown>; auditId: string | null }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const auditId = response.headers.get('reprise-audit-id');
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, auditId };
}

async function withRoutes(claudeUrl: string): Promise<void> {
  const app = await start(claudeUrl, true);
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();

  const first = await post(base, '/analyze/alice', { text: 'The quick brown fox.' });
  assert.equal(first.status, 201, JSON.stringify(first.body));
  assert.equal(first.body['cached'], false);
  assert.match(first.auditId ?? '', /^[0-9a-f-]{36}$/, 'what is done is recorded');
  const second = await post(base, '/analyze/alice', { text: 'The quick brown fox.' });
  assert.equal(second.status, 200, JSON.stringify(second.body));
  assert.equal(second.body['cached'], true);
  assert.equal(second.body['id'], first.body['id']);

  const begun = await post(base, '/conversations', { user_id: 'alice' });
  assert.equal(begun.status, 201, JSON.stringify(begun.body));
  const turn = await post(base, `/conversations/${String(begun.body['id'])}/messages`, { content: 'Hello.' });
  assert.equal(turn.status, 201, JSON.stringify(turn.body));

  const preferences = await fetch(`${base}/users/alice/preferences`);
  assert.equal(preferences.headers.get('etag'), '"0"', await preferences.text());

  const refused = await post(base, '/keys', { role: 'admin' });
  assert.equal(refused.status, 403, JSON.stringify(refused.body));

  const wrong = await post(base, '/analyze/alice', { text: '', surprise: 1 });
  assert.equal(wrong.status, 400, 'no global pipe is needed for validation');
  assert.equal(wrong.body['code'], 'validation_failed');
  assert.match(JSON.stringify(wrong.body['errors']), /"surprise"/);
  const missing = await fetch(`${base}/results/019ab0c4-7e5a-7000-8000-3f1d2c4b5a69`);
  assert.equal(missing.status, 404, 'no global filter is needed for errors');
  assert.equal(((await missing.json()) as { code: string }).code, 'not_found');
  await app.close();
}

const NIGHTLY: Acting = {
  identity: { tenantId: 'acme', subject: 'nightly', role: 'service', userId: null, keyId: null },
  address: null,
  requestId: null,
};

async function withoutRoutes(claudeUrl: string): Promise<void> {
  const app = await start(claudeUrl, false);
  await app.listen(0, '127.0.0.1');
  assert.equal((await post(await app.getUrl(), '/analyze/alice', { text: 'x' })).status, 404);
  const owner = { tenantId: 'acme', userId: 'alice' };
  const analyses = app.get(AnalysisService, { strict: false });
  const { cache, result } = await actingAs(NIGHTLY, () => analyses.analyze(owner, { text: 'x' }));
  assert.equal(cache, 'miss');
  assert.equal(result.tenantId, 'acme');
  const { id } = await app.get(ConversationsService, { strict: false }).create(owner, {});
  const turn = await app.get(TurnService, { strict: false }).post(owner, id, { content: 'Hello.' });
  assert.equal(turn.assistantMessage.parentId, turn.userMessage.id);
  await app.close();
}

async function main(claudeUrl: string): Promise<void> {
  await withRoutes(claudeUrl);
  await withoutRoutes(claudeUrl);
  process.stdout.write('analysed, replayed, conversed, refused what is wrong\n');
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
