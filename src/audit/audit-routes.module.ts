import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AuditController } from './http/audit.controller.js';
import { VerificationController } from './http/verification.controller.js';

export interface AuditRoutesModuleShape {
  /** The audit module, and who is asking. The identity module records what it does, so that it is above the trail, and below its routes. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** The routes over the trail that `AuditModule` keeps. */
@Module({})
export class AuditRoutesModule {
  static register({ imports }: AuditRoutesModuleShape): DynamicModule {
    return { module: AuditRoutesModule, imports, controllers: [VerificationController, AuditController] };
  }
}
