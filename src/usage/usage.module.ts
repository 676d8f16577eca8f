import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { UsageController } from './http/usage.controller.js';
import { UsageService } from './usage.service.js';

export interface UsageModuleShape {
  /** The modules that provide time and the journal. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Whether to serve the routes; the service can be injected either way. @default true */
  readonly http?: boolean;
}

@Module({})
export class UsageModule {
  static register({ imports, http = true }: UsageModuleShape): DynamicModule {
    return {
      module: UsageModule,
      imports,
      controllers: http ? [UsageController] : [],
      providers: [UsageService],
      exports: [UsageService],
    };
  }
}
