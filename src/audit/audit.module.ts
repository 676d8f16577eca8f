import { Module } from '@nestjs/common';
import { AuditEvent } from './entities/audit-event.entity.js';
import { AuditSeal } from './entities/audit-seal.entity.js';
import { AuditTrail, NoAuditTrail, libraryModule } from '../common/index.js';
import { DatabaseIdentity, Lease, LeaseRepository, requireTables } from '../database/index.js';
import { AuditEventRepository } from './audit-event.repository.js';
import { AUDIT_OPTIONS, AUDIT_RULES, type AuditModuleOptions } from './audit.options.js';
import { AuditRecordRepository } from './audit-record.repository.js';
import { AuditService } from './audit.service.js';
import { ErasableAuditEvents } from './erasable-audit-events.js';
import { ErasedRecordRepository } from './erased-record.repository.js';
import { AuditExportService } from './export/audit-export.service.js';
import { ExpirableRecords } from './expirable-records.js';
import { ExportableRecords } from './exportable-records.js';
import { DatabaseAuditTrail } from './database-audit-trail.js';
import { MirrorService } from './mirrors/mirror.service.js';
import { VerificationService } from './verification/verification.service.js';
import { SealRepository } from './sealer/seal.repository.js';
import { SealerService } from './sealer/sealer.service.js';

/** The audit trail. Its `imports` must include the common and the database module. */
@Module({
  providers: [
    requireTables([AuditEvent, AuditSeal, Lease, DatabaseIdentity]),
    AuditEventRepository,
    LeaseRepository,
    AuditRecordRepository,
    AuditService,
    VerificationService,
    AuditExportService,
    SealRepository,
    SealerService,
    MirrorService,
    ErasableAuditEvents,
    ErasedRecordRepository,
    DatabaseAuditTrail,
    ExpirableRecords,
    ExportableRecords,
    {
      provide: AuditTrail,
      inject: [AUDIT_OPTIONS, DatabaseAuditTrail],
      useFactory: ({ isEnabled = true }: AuditModuleOptions, trail: DatabaseAuditTrail) =>
        isEnabled ? trail : new NoAuditTrail(),
    },
  ],
  exports: [
    AuditTrail,
    DatabaseAuditTrail,
    SealerService,
    MirrorService,
    SealRepository,
    AuditRecordRepository,
    AuditService,
    VerificationService,
    AuditExportService,
    ExpirableRecords,
    ExportableRecords,
    ErasableAuditEvents,
    ErasedRecordRepository,
  ],
})
export class AuditModule extends libraryModule<AuditModuleOptions>(AUDIT_OPTIONS, AUDIT_RULES) {}
