import { Module } from '@nestjs/common';
import { AuditEvent } from './entities/audit-event.entity.js';
import { AuditSeal } from './entities/audit-seal.entity.js';
import { AuditTrail, NoAuditTrail, roomModule } from '../common/index.js';
import { Lease, LeaseRepository, requireTables } from '../database/index.js';
import { AuditEventRepository } from './audit-event.repository.js';
import { AUDIT_OPTIONS, AUDIT_RULES, type AuditModuleOptions } from './audit.options.js';
import { AuditRecordRepository } from './audit-record.repository.js';
import { AuditService } from './audit.service.js';
import { ErasableAuditEvents } from './erasable-audit-events.js';
import { ErasedRecordRepository } from './erased-record.repository.js';
import { AuditExportService } from './export/audit-export.service.js';
import { ExpirableRecords } from './expirable-records.js';
import { ExportableRecords } from './exportable-records.js';
import { KeptAuditTrail } from './kept-audit-trail.js';
import { MirrorService } from './mirrors/mirror.service.js';
import { VerificationService } from './verification/verification.service.js';
import { SealRepository } from './sealer/seal.repository.js';
import { SealerService } from './sealer/sealer.service.js';

/** Its `imports` have to bring the common and the database module. Every room that stores or shows something imports it. */
@Module({
  providers: [
    requireTables([AuditEvent, AuditSeal, Lease]),
    AuditEventRepository,
    LeaseRepository,
    ...[AuditRecordRepository, AuditService, VerificationService, AuditExportService],
    ...[SealRepository, SealerService, MirrorService],
    ...[ErasableAuditEvents, ErasedRecordRepository],
    KeptAuditTrail,
    ExpirableRecords,
    ExportableRecords,
    {
      provide: AuditTrail,
      inject: [AUDIT_OPTIONS, KeptAuditTrail],
      useFactory: ({ isEnabled = true }: AuditModuleOptions, kept: KeptAuditTrail) =>
        isEnabled ? kept : new NoAuditTrail(),
    },
  ],
  exports: [
    ...[AuditTrail, KeptAuditTrail, SealerService, MirrorService, SealRepository, AuditRecordRepository],
    ...[AuditService, VerificationService, AuditExportService, ExpirableRecords, ExportableRecords],
    ...[ErasableAuditEvents, ErasedRecordRepository],
  ],
})
export class AuditModule extends roomModule<AuditModuleOptions>(AUDIT_OPTIONS, AUDIT_RULES) {}
