import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { openDataSource } from '../database/index.js';
import { RepriseModule, type RepriseModuleOptions } from '../reprise/index.js';
import type { Settings } from './app.env.js';
import { Connections } from './connections.js';
import { Drain } from './drain.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { OPERATIONS_OPTIONS, OperationsAccess } from './operations.js';

/** The service: an ordinary host of Reprise, configured by the settings. */
@Module({})
export class AppModule {
  static with(
    settings: Settings,
    { clock, logger }: Pick<RepriseModuleOptions, 'clock' | 'logger'> = {},
  ): DynamicModule {
    const { claude, cache, audit, encryption, identity, limits, retention, leaseMs } = settings;
    return {
      module: AppModule,
      imports: [
        connect(settings),
        RepriseModule.forRoot({
          claude,
          cache,
          audit,
          encryption,
          identity,
          limits,
          retention,
          leaseMs,
          clock,
          logger,
        }),
      ],
      controllers: settings.metricsEnabled ? [HealthController, MetricsController] : [HealthController],
      providers: [
        Connections,
        Drain,
        Metrics,
        OperationsAccess,
        { provide: OPERATIONS_OPTIONS, useValue: settings.operations },
      ],
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
