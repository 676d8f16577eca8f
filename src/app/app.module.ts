import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { AnalysisModule } from '../analysis/index.js';
import { AuditModule, AuditRoutesModule } from '../audit/index.js';
import { BudgetsModule } from '../budgets/index.js';
import { CacheModule } from '../cache/index.js';
import { ClaimsModule } from '../claims/index.js';
import { ClaudeModule } from '../claude/index.js';
import { Clock, CommonModule } from '../common/index.js';
import { ConversationsModule } from '../conversations/index.js';
import { DatabaseModule, openDataSource } from '../database/index.js';
import { EncryptionModule } from '../encryption/index.js';
import { HoldsModule } from '../holds/index.js';
import { IdentityModule } from '../identity/index.js';
import { JournalModule, JournalSpend } from '../journal/index.js';
import { LimitsModule } from '../limits/index.js';
import { ErasureModule, ExportModule, RetentionModule } from '../people/index.js';
import { PreferencesModule } from '../preferences/index.js';
import { UsageModule } from '../usage/index.js';
import type { Settings } from './app.env.js';
import { Drain } from './drain.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

/** The service: every room, put together from the settings. */
@Module({})
export class AppModule {
  static with(settings: Settings, clock?: Clock): DynamicModule {
    const common = CommonModule.forRoot({ clock });
    const database = DatabaseModule.using(getDataSourceToken());
    const audit = AuditModule.forRoot({ ...settings.audit, imports: [common, database] });
    const encryption = EncryptionModule.forRoot({ ...settings.encryption, imports: [common, database] });
    const claude = ClaudeModule.forRoot({ ...settings.claude, imports: [common] });
    const limits = settings.limits ? [LimitsModule.forRoot({ ...settings.limits, imports: [common, database] })] : [];
    const identity = IdentityModule.forRoot({ ...settings.identity, imports: [common, database, audit, ...limits] });
    // Who stands at every room with routes: one that has no door lets everybody in.
    const door = [audit, identity, ...limits];
    const holds = HoldsModule.register({ imports: [common, database, ...door] });
    const lease = { leaseMs: settings.leaseMs };
    const budgets = BudgetsModule.register({ imports: [common, database, ...door], spend: JournalSpend });
    const journal = JournalModule.forRoot({ ...lease, imports: [common, database, claude, budgets] });
    const claims = ClaimsModule.forRoot({ ...lease, imports: [common, database, encryption] });
    const cache = CacheModule.forRoot({ ...settings.cache, imports: [common, encryption] });
    const preferences = PreferencesModule.register({ imports: [common, database, encryption, ...door, claude] });
    const rooms = [common, database, encryption, ...door, holds, claude, journal, claims, preferences];
    const analysis = AnalysisModule.register({ imports: [...rooms, cache] });
    const conversations = ConversationsModule.register({ imports: rooms });
    const stored = [common, database, audit, holds, journal, analysis, conversations];
    return {
      module: AppModule,
      imports: [
        connect(settings),
        ...[common, database, audit, identity, claude, budgets, holds, analysis, conversations],
        UsageModule.register({ imports: rooms }),
        AuditRoutesModule.register({ imports: rooms }),
        ErasureModule.register({ imports: [...rooms, budgets, analysis, conversations] }),
        ExportModule.register({ imports: [...stored, ...door, budgets, preferences] }),
        RetentionModule.register({ ...settings.retention, imports: stored }),
      ],
      controllers: settings.metricsEnabled ? [HealthController, MetricsController] : [HealthController],
      providers: [Drain, Metrics],
    };
  }
}

function connect(settings: Settings): DynamicModule {
  return TypeOrmModule.forRootAsync({
    useFactory: () => ({ ...settings.database, retryAttempts: 0 }),
    dataSourceFactory: async (options?: DataSourceOptions) =>
      openDataSource(options ?? settings.database, settings.migrate),
  });
}
