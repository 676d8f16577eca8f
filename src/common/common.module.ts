import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { IdGenerator } from './id-generator.js';
import { Lifetime } from './lifetime.js';
import { ProcessId } from './process-id.js';

/** Time and identity, the two things every room needs and no room may invent. */
@Module({})
export class CommonModule {
  static using(clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: CommonModule,
      providers: [{ provide: Clock, useValue: clock }, IdGenerator, ProcessId, Lifetime],
      exports: [Clock, IdGenerator, ProcessId, Lifetime],
    };
  }
}
