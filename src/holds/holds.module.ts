import { Module } from '@nestjs/common';
import { requireTables } from '../database/index.js';
import { LegalHold } from './entities/legal-hold.entity.js';
import { routedModule } from '../http/index.js';
import { ExportableHold } from './exportable-hold.js';
import { HoldRepository } from './hold.repository.js';
import { HoldsService } from './holds.service.js';
import { HoldsController } from './http/holds.controller.js';

/** Manages legal holds. Its `imports` must include the common, the database, the audit and the identity module. */
@Module({
  providers: [requireTables([LegalHold]), HoldsService, HoldRepository, ExportableHold],
  exports: [HoldsService, ExportableHold],
})
export class HoldsModule extends routedModule(HoldsController) {}
