import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ExportableResults } from '../../analysis/index.js';
import { ExportableRecords } from '../../audit/index.js';
import { ExportableBudget } from '../../budgets/index.js';
import type { Exportable } from '../../common/index.js';
import { ExportableConversations } from '../../conversations/index.js';
import { ExportableHold } from '../../holds/index.js';
import { ExportableKeys } from '../../identity/index.js';
import { ExportableLedger } from '../../journal/index.js';
import { ExportablePreferences } from '../../preferences/index.js';
import { ExportController } from '../http/export.controller.js';
import { ExportService } from './export.service.js';
import { EXPORTABLES } from './export.tokens.js';

export interface ExportModuleShape {
  /** The common, the audit and the identity module, and every room that stores something about users. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Whether to serve the route; the service can be injected either way. @default true */
  readonly http?: boolean;
}

/** Preferences that a host keeps elsewhere are not ours to export. The trail last, so that it has what was read until then. */
const IN_ORDER = [
  ...[ExportableResults, ExportableConversations, ExportablePreferences, ExportableBudget, ExportableKeys],
  ...[ExportableLedger, ExportableHold, ExportableRecords],
];

@Module({})
export class ExportModule {
  static register({ imports, http = true }: ExportModuleShape): DynamicModule {
    return {
      module: ExportModule,
      imports,
      controllers: http ? [ExportController] : [],
      providers: [ExportService, { provide: EXPORTABLES, inject: IN_ORDER, useFactory: (...all: Exportable[]) => all }],
      exports: [ExportService],
    };
  }
}
