import { type DynamicModule, Global, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { openDataSource } from '../database/index.js';
import type { Settings } from './app.env.js';

/**
 * The service's database, opened with its schema up to date and closed at the end. A host's would be TypeOrmModule:
 * @nestjs/typeorm, of which nothing else would be used, is a twentieth of a start.
 */
@Global()
@Module({})
export class StoreModule implements OnApplicationShutdown {
  private readonly logger = new Logger(StoreModule.name);

  constructor(private readonly dataSource: DataSource) {}

  static with({ database, migrate }: Pick<Settings, 'database' | 'migrate'>): DynamicModule {
    return {
      module: StoreModule,
      providers: [{ provide: DataSource, useFactory: () => openDataSource(database, migrate) }],
      exports: [DataSource],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    try {
      await this.dataSource.destroy();
    } catch (error) {
      // The process ends all the same, and its connections with it.
      this.logger.error(error);
    }
  }
}
