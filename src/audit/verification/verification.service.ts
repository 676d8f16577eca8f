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
  /** The `lastSeq` of an earlier verification, after which to go on. @default 0, the whole chain */
  readonly afterSeq?: number | undefined;
  /** About how many records to look at. @default all of them */
  readonly limit?: number | undefined;
  /** The file of a mirror. @default that of the options */
  readonly mirrorFile?: string | undefined;
}

/** Seals and records read at once. */
const SEALS_AT_ONCE = 100;
const RECORDS_AT_ONCE = 1_000;

/** Verifies the chain of a tenant as it is in the database, in short reads. */
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
   * Says whether each record is what it was when it was sealed, and which is the first that is not.
   * @throws ValidationFailedError for an `afterSeq` with which no seal ends
   */
  async verify(tenantId: string, options: VerifyOptions = {}): Promise<Verification> {
    const { afterSeq = 0, mirrorFile = this.options.mirrorFile } = options;
    const after = afterSeq === 0 ? null : await this.sealEndingWith(tenantId, afterSeq);
    const book = new StoredChainIndex(this.records, tenantId);
    const verifier = new ChainVerifier(tenantId, this.trusted, book, after);
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

  /** Records of the tenant that wait for their seal, counted up to a thousand. */
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
    if (before) verifier.breakOff('it has a place before the first one', before.id);
    if (before) return verifier.report(true);
    for (;;) {
      const seals = await this.seals.findFrom(tenantId, verifier.nextNumber, SEALS_AT_ONCE);
      if (seals[0]?.number !== verifier.nextNumber) {
        const isOver = await this.passGap(tenantId, verifier, mirror, seals.length > 0);
        if (isOver) return isOver;
        continue;
      }
      for (const some of stretches(seals)) {
        const records = await this.recordsOf(tenantId, some);
        for (const seal of some) {
          const own = records.filter(({ seq }) => seq >= seal.first_seq && seq <= seal.last_seq);
          const mirrored = (await mirror?.at(seal.number)) ?? null;
          if (!verifier.take({ seal, mirrored, records: own })) return verifier.report(true);
          if (verifier.lastSeq - start >= limit) return verifier.endPart();
        }
      }
    }
  }

  /** Where the next seal is not there: the end of the chain, or a seal that somebody took out. */
  private async passGap(
    tenantId: string,
    verifier: ChainVerifier,
    mirror: MirrorReader | null,
    isMore: boolean,
  ): Promise<Verification | null> {
    const mirrored = (await mirror?.at(verifier.nextNumber)) ?? null;
    const from = verifier.lastSeq + 1;
    const [beyond = null] = await this.records.findBetween(tenantId, from, Number.MAX_SAFE_INTEGER, 1);
    // It may have been made just now.
    const [made] = await this.seals.findFrom(tenantId, verifier.nextNumber, 1);
    if (made?.number === verifier.nextNumber) return null;
    if (mirrored) {
      verifier.take({ seal: null, mirrored, records: await this.recordsOf(tenantId, [mirrored]) });
      return verifier.report(true);
    }
    const isSurelyMore = isMore || mirror?.isAhead === true;
    if (isSurelyMore) verifier.missSeal(beyond);
    return isSurelyMore ? verifier.report(true) : verifier.end(beyond);
  }

  private recordsOf(tenantId: string, seals: readonly Seal[]): Promise<PlacedRecord[]> {
    const [first, last] = [seals[0]?.first_seq ?? 0, seals.at(-1)?.last_seq ?? 0];
    return this.records.findBetween(tenantId, first, last, RECORDS_AT_ONCE);
  }

  private async sealEndingWith(tenantId: string, seq: number): Promise<Seal> {
    const seal = await this.seals.findCovering(tenantId, seq);
    if (seal?.last_seq === seq) return seal;
    const message = 'must be the last_seq of an earlier verification';
    throw new ValidationFailedError(`after_seq ${message}.`, { errors: [{ field: 'after_seq', message }] });
  }
}

/** The key that seals are signed with now, and those that were before. */
export function trustedKeysOf({ signingKey, publicKeys }: AuditModuleOptions): TrustedKeys {
  return new TrustedKeys([
    ...(signingKey === undefined ? [] : [new SealSigner(signingKey).publicKey]),
    ...(publicKeys === undefined ? [] : TrustedKeys.read(publicKeys)),
  ]);
}

/** Seals whose records are read at once: of one that is a lie, no more than of any other. */
function stretches(seals: readonly Seal[]): Seal[][] {
  const all: Seal[][] = [];
  let count = RECORDS_AT_ONCE;
  for (const seal of seals) {
    const own = Math.max(seal.last_seq - seal.first_seq + 1, 1);
    if (count + own > RECORDS_AT_ONCE) {
      all.push([]);
      count = 0;
    }
    count += own;
    all.at(-1)?.push(seal);
  }
  return all;
}
