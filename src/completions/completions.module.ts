import { Module, type ModuleMetadata } from '@nestjs/common';
import { modules, options, optionsModule, withImports } from '../common/index.js';
import { CompletionsService } from './completions.service.js';
import { ExchangeService } from './exchange.service.js';
import { IdempotencyService } from './idempotency.service.js';

/** Its `imports` have to bring the common, the database, the encryption, the audit, the journal and the locks module. */
@Module({
  providers: [CompletionsService, ExchangeService, IdempotencyService],
  exports: [CompletionsService, ExchangeService, IdempotencyService],
})
export class CompletionsModule extends optionsModule<object, Pick<ModuleMetadata, 'imports'>>({
  options: options({}),
  shape: { imports: modules },
  usual: { imports: [] },
  define: (definition, { imports }) => withImports(definition, imports),
}) {}
