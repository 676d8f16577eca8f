import { ConfigurableModuleBuilder, Module, type ModuleMetadata } from '@nestjs/common';
import { CallRepository } from './call.repository.js';
import { JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';
import { JournalService } from './journal.service.js';
import { LeaseKeeper } from './lease-keeper.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<JournalModuleOptions>({
  optionsInjectionToken: JOURNAL_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<Pick<ModuleMetadata, 'imports'>>({ imports: [] }, (definition, { imports = [] }) => ({
    ...definition,
    imports: [...new Set([...(definition.imports ?? []), ...imports])],
  }))
  .build();

/** Its `imports` have to bring the common, the database and the Claude module. */
@Module({ providers: [JournalService, CallRepository, LeaseKeeper], exports: [JournalService, LeaseKeeper] })
export class JournalModule extends ConfigurableModuleClass {}
