import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { DatabaseProbe } from './database.probe.js';
import { DIALECT, REPRISE_DATA_SOURCE } from './database.tokens.js';
import { dialectOf } from './dialect.js';
import { UnitOfWork } from './unit-of-work.js';

@Module({})
export class DatabaseModule {
  /**
   * Works on the DataSource the host already has.
   * @param dataSource the injection token of that DataSource, such as `getDataSourceToken('billing')`.
   * @param imports the module that provides it, unless that module is global as TypeOrmModule is.
   */
  static using(dataSource: InjectionToken, imports: ModuleMetadata['imports'] = []): DynamicModule {
    return {
      module: DatabaseModule,
      imports,
      providers: [
        { provide: REPRISE_DATA_SOURCE, useExisting: dataSource },
        { provide: DIALECT, inject: [REPRISE_DATA_SOURCE], useFactory: dialectOf },
        UnitOfWork,
        DatabaseProbe,
      ],
      exports: [REPRISE_DATA_SOURCE, DIALECT, UnitOfWork, DatabaseProbe],
    };
  }
}
