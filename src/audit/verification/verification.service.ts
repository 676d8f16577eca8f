import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail, ValidationFailedError } from '../../common/index.js';
import type { PlacedRecord } from '../audit-record.js';
import { AuditRecordRepository } from '../audit-record.repository.js';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import type { Seal } from '../chain/seal.js';
import { SealSigner, TrustedKeys } from '../chain/signing.js';
import { SealRepository } from '../sealer/seal.repository.js';
import { ChainVerifier } from './chain-verifier.js';
import { MirrorReader } from './mirror-reader.js';
import { StoredChainIndex } from './stored-chain-index.js';
import type { Verification } from './verification.types.js';

export interface VerifyOptions {
  /** Continue after this position: the `lastSeq` of an earlier verification. @default 0, the whole chain */
  readonly afterSeq?: number | undefined;
  /** Approximate number of records to verify. @default all of them */
  readonly limit?: number | undefined;
  /** Path of a mirror file. @default the module's `mirrorFile` */
  readonly mirrorFile?: string | undefined;
}

/** Number of seals and records read with one query. */
const SEALS_AT_ONCE = 100;
const RECORDS_AT_ONCE = 1_000;

/** Verifies the chain of a tenant in the database, with short queries. */
@Injectable()
export class VerificationService {
  private readonly trusted: TrustedKeys;

  constructor(
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
    private readonly records: AuditRecordRepository,
    private readonly seals: SealRepository,
    private readonly audit: AuditTrail,
  ) {
    this.trusted = trustedKeysOf(options);
  }

  /**
   * Verifies that all records are unchanged since they were sealed. Stops at the first one that is not.
   * @throws ValidationFailedError if no seal ends at `afterSeq`
   */
  async verify(tenantId: string, options: VerifyOptions = {}): Promise<Verification> {
    const { afterSeq = 0, mirrorFile = this.options.mirrorFile } = options;
    const after = afterSeq === 0 ? null : await this.sealEndingWith(tenantId, afterSeq);
    const index = new StoredChainIndex(this.records, tenantId);
    const verifier = new ChainVerifier(tenantId, this.trusted, index, after);
    const mirror = mirrorFile === undefined ? null : new MirrorReader(mirrorFile, tenantId);
    try {
      const verification = await this.follow(tenantId, verifier, mirror, options.limit ?? Infinity);
      const { valid, checked, lastSeq } = verification;
      await this.audit.note(
        { tenantId, userId: null },
        {
          action: 'audit.verified',
          outcome: valid ? 'done' : 'not_valid',
          detail: { checked, last_seq: lastSeq, after_seq: afterSeq },
        },
      );
      return verification;
    } finally {
      await mirror?.close();
    }
  }

  /** Number of unsealed records of the tenant, counted up to a thousand. */
  countUnsealed(tenantId: string): Promise<number> {
    return this.records.countUnsealed(tenantId, RECORDS_AT_ONCE);
  }

  private async follow(
    tenantId: string,
    verifier: ChainVerifier,
    mirror: MirrorReader | null,
    limit: number,
  ): Promise<Verification> {
    const start = verifier.lastSeq;
    const [before] = start === 0 ? await this.records.findBetween(tenantId, Number.MIN_SAFE_INTEGER, 0, 1) : [];
    if (before) {
      verifier.fail('it has a position before the first one', before.id);
      return verifier.report(true);
    }
    for (;;) {
      const seals = await this.seals.findFrom(tenantId, verifier.nextNumber, SEALS_AT_ONCE);
      if (seals[0]?.number !== verifier.nextNumber) {
        const result = await this.checkMissingSeal(tenantId, verifier, mirror, seals.length > 0);
        if (result) return result;
        continue;
      }
      for (const group of groupSeals(seals)) {
        const records = await this.recordsOf(tenantId, group);
        for (const seal of group) {
          const own = records.filter(({ seq }) => seq >= seal.first_seq && seq <= seal.last_seq);
          const mirrored = (await mirror?.at(seal.number)) ?? null;
          if (!verifier.add({ seal, mirrored, records: own })) return verifier.report(true);
          if (verifier.lastSeq - start >= limit) return verifier.endPart();
        }
      }
    }
  }

  /**
   * Handles a missing next seal: the chain has ended, or the seal was removed.
   * @returns the result, or `null` if the seal exists by now
   */
  private async checkMissingSeal(
    tenantId: string,
    verifier: ChainVerifier,
    mirror: MirrorReader | null,
    isMore: boolean,
  ): Promise<Verification | null> {
    const mirrored = (await mirror?.at(verifier.nextNumber)) ?? null;
    const from = verifier.lastSeq + 1;
    const [beyond = null] = await this.records.findBetween(tenantId, from, Number.MAX_SAFE_INTEGER, 1);
    // The seal may have been made since the last query.
    const [next] = await this.seals.findFrom(tenantId, verifier.nextNumber, 1);
    if (next?.number === verifier.nextNumber) return null;
    if (mirrored) {
      verifier.add({ seal: null, mirrored, records: await this.recordsOf(tenantId, [mirrored]) });
      return verifier.report(true);
    }
    const hasLaterSeals = isMore || mirror?.isAhead === true;
    if (!hasLaterSeals) return verifier.end(beyond);
    verifier.failMissingSeal(beyond);
    return verifier.report(true);
  }

  private recordsOf(tenantId: string, seals: readonly Seal[]): Promise<PlacedRecord[]> {
    const first = seals[0]?.first_seq ?? 0;
    const last = seals.at(-1)?.last_seq ?? 0;
    return this.records.findBetween(tenantId, first, last, RECORDS_AT_ONCE);
  }

  private async sealEndingWith(tenantId: string, seq: number): Promise<Seal> {
    const seal = await this.seals.findCovering(tenantId, seq);
    if (seal?.last_seq === seq) return seal;
    const message = 'must be the last_seq of an earlier verification';
    throw new ValidationFailedError(`after_seq ${message}.`, { errors: [{ field: 'after_seq', message }] });
  }
}

/** The current signing key and the former ones. */
export function trustedKeysOf({ signingKey, publicKeys }: AuditModuleOptions): TrustedKeys {
  const keys = publicKeys === undefined ? [] : TrustedKeys.read(publicKeys);
  if (signingKey !== undefined) keys.push(new SealSigner(signingKey).publicKey);
  return new TrustedKeys(keys);
}

/** Groups consecutive seals whose records are read with one query. A seal with a forged range is a group of its own. */
function groupSeals(seals: readonly Seal[]): Seal[][] {
  const groups: Seal[][] = [];
  let count = RECORDS_AT_ONCE;
  for (const seal of seals) {
    const own = Math.max(seal.last_seq - seal.first_seq + 1, 1);
    if (count + own > RECORDS_AT_ONCE) {
      groups.push([]);
      count = 0;
    }
    count += own;
    groups.at(-1)?.push(seal);
  }
  return groups;
}
