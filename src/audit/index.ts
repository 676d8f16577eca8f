export { AuditModule } from './audit.module.js';
export { AUDIT_OPTIONS, type AuditModuleOptions } from './audit.options.js';
export { KeptAuditTrail } from './kept-audit-trail.js';
export { GENESIS, headAfter, leafAt, type Seal, sealHash, sealPayload } from './chain/seal.js';
export { leafOf, personDigest, saltedDigest, type SealedRecord } from './chain/leaf.js';
export { ExpirableRecords } from './expirable-records.js';
export { ExportableRecords } from './exportable-records.js';
