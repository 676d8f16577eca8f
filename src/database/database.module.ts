import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { DatabaseProbe } from './database.probe.js';
import { DIALECT, REPRISE_DATA_SOURCE, TABLE_PREFIX } from './database.tokens.js';
import { dialectOf } from './dialect.js';
import { checkedPrefix, type TablePrefixOptions } from './table-prefix.js';
import { UnitOfWork } from './unit-of-work.js';

/** With a `tablePrefix` the DataSource needs the entities and the migrations with the same one, and is initialised already. */
export interface DatabaseModuleOptions extends TablePrefixOptions {
  /** The module that provides the DataSource, unless that module is global as TypeOrmModule is. */
  readonly imports?: ModuleMetadata['imports'];
}

@Module({})
export class DatabaseModule {
  /**
   * Works on the DataSource the host already has.
   * @param dataSource the injection token of that DataSource, such as `getDataSourceToken('billing')`.
   * @throws Error when the prefix is none; the start fails where the DataSource has no such tables
   */
  static using(dataSource: InjectionToken, options: DatabaseModuleOptions = {}): DynamicModule {
    return {
      module: DatabaseModule,
      imports: options.imports ?? [],
      providers: [
        { provide: REPRISE_DATA_SOURCE, useExisting: dataSource },
        { provide: DIALECT, inject: [REPRISE_DATA_SOURCE], useFactory: dialectOf },
        { provide: TABLE_PREFIX, useValue: checkedPrefix(options) },
        UnitOfWork,
        DatabaseProbe,
      ],
      exports: [REPRISE_DATA_SOURCE, DIALECT, TABLE_PREFIX, UnitOfWork, DatabaseProbe],
    };
  }
}
