import { Module } from '@nestjs/common';
import { ExportableResults } from '../../analysis/index.js';
import { ExportableRecords } from '../../audit/index.js';
import { ExportableBudget } from '../../budgets/index.js';
import type { Exportable } from '../../common/index.js';
import { ExportableConversations } from '../../conversations/index.js';
import { ExportableHold } from '../../holds/index.js';
import { routedModule } from '../../http/index.js';
import { ExportableKeys } from '../../identity/index.js';
import { ExportableLedger } from '../../journal/index.js';
import { ExportablePreferences } from '../../preferences/index.js';
import { ExportController } from '../http/export.controller.js';
import { ExportService } from './export.service.js';
import { EXPORTABLES } from './export.tokens.js';

/**
 * The order of the export. The audit trail is last, so that it includes the reads of the export. Preferences in a store
 * of the host are not exported.
 */
const IN_ORDER = [
  ExportableResults,
  ExportableConversations,
  ExportablePreferences,
  ExportableBudget,
  ExportableKeys,
  ExportableLedger,
  ExportableHold,
  ExportableRecords,
];

/**
 * Exports the data of a user. Its `imports` must include the common, the audit and the identity module, and every
 * module that stores user data.
 */
@Module({
  providers: [ExportService, { provide: EXPORTABLES, inject: IN_ORDER, useFactory: (...all: Exportable[]) => all }],
  exports: [ExportService],
})
export class ExportModule extends routedModule(ExportController) {}
