import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { COMMON_OPTIONS, COMMON_RULES, type CommonModuleOptions } from './common.options.js';
import { RepriseEvents } from './events/reprise-events.js';
import { IdGenerator } from './id-generator.js';
import { Lifetime } from './lifetime.js';
import { Logs } from './logs.js';
import { options } from './option-rules.js';
import { PeriodicJobs } from './periodic-job.js';
import { ProcessId } from './process-id.js';
import { libraryModule } from './library-module.js';

/** Provides the clock, ids, logging and events to all modules of a mount. */
@Module({
  providers: [
    { provide: Clock, inject: [COMMON_OPTIONS], useFactory: openClock },
    IdGenerator,
    Lifetime,
    Logs,
    PeriodicJobs,
    ProcessId,
    RepriseEvents,
  ],
  exports: [Clock, IdGenerator, Lifetime, Logs, PeriodicJobs, ProcessId, RepriseEvents],
})
export class CommonModule extends libraryModule<CommonModuleOptions>(COMMON_OPTIONS, options(COMMON_RULES)) {
  static override forRoot(given: CommonModuleOptions & Pick<ModuleMetadata, 'imports'> = {}): DynamicModule {
    return super.forRoot(given);
  }
}

function openClock({ clock }: CommonModuleOptions): Clock {
  return clock ?? new SystemClock();
}
