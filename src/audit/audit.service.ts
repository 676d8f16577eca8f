import { Injectable } from '@nestjs/common';
import { AuditTrail, type Page, type PageRequest } from '../common/index.js';
import type { AuditRecord } from './audit-record.js';
import { AuditRecordRepository } from './audit-record.repository.js';
import { AuditRecordNotFoundError } from './audit.errors.js';
import type { AuditFilter, ProvenRecord } from './audit.types.js';
import { leafAt } from './chain/seal.js';
import { SealRepository } from './sealer/seal.repository.js';

/** Reads the audit records of a tenant. Each read is itself recorded. */
@Injectable()
export class AuditService {
  constructor(
    private readonly records: AuditRecordRepository,
    private readonly seals: SealRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Records of a tenant, newest first. A page with fewer rows than its limit may still have a next page.
   * @param filter omitted fields do not filter
   * @throws DatabaseUnavailableError
   */
  async list(tenantId: string, filter: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>> {
    const found = await this.records.findPage(tenantId, filter, page);
    const scope = { tenantId, userId: filter.userId ?? null };
    await this.audit.note(scope, { action: 'audit.listed', detail: { count: found.rows.length } });
    return found;
  }

  /**
   * One record, with the proof of its position once it is sealed.
   * @throws AuditRecordNotFoundError if it is missing or belongs to another tenant
   */
  async getOrThrow(tenantId: string, id: string): Promise<ProvenRecord> {
    const entry = { action: 'audit.read' as const, subjectId: id };
    const record = await this.records.find(tenantId, id);
    const scope = { tenantId, userId: record?.user_id ?? null };
    await this.audit.note(scope, { ...entry, outcome: record ? 'done' : 'not_found' });
    if (!record) throw new AuditRecordNotFoundError();
    return { record, proof: await this.prove(tenantId, record) };
  }

  private async prove(tenantId: string, { seq }: AuditRecord): Promise<ProvenRecord['proof']> {
    const seal = seq === null ? null : await this.seals.findCovering(tenantId, seq);
    return seal === null || seq === null ? null : { leaf: leafAt(seal, seq), seal };
  }
}
