import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ExportableHold } from './exportable-hold.js';
import { HoldRepository } from './hold.repository.js';
import { HoldsService } from './holds.service.js';
import { HoldsController } from './http/holds.controller.js';

export interface HoldsModuleShape {
  /** The common, the database, the audit and the identity module. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Whether to serve the routes; the service can be injected either way. @default true */
  readonly http?: boolean;
}

@Module({})
export class HoldsModule {
  static register({ imports, http = true }: HoldsModuleShape): DynamicModule {
    return {
      module: HoldsModule,
      imports,
      controllers: http ? [HoldsController] : [],
      providers: [HoldsService, HoldRepository, ExportableHold],
      exports: [HoldsService, ExportableHold],
    };
  }
}
