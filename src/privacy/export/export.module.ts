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

/** Preferences that a host keeps elsewhere are not ours to export. The trail last, so that it has what was read until then. */
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

/** Its `imports` have to bring the common, the audit and the identity module, and every module that stores something about users. */
@Module({
  providers: [ExportService, { provide: EXPORTABLES, inject: IN_ORDER, useFactory: (...all: Exportable[]) => all }],
  exports: [ExportService],
})
export class ExportModule extends routedModule(ExportController) {}
