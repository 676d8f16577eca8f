import { Inject, Injectable } from '@nestjs/common';
import { Clock, type MayContinue, type PeriodicJob, PeriodicJobs } from '../../common/index.js';
import { LeaseRepository, UnitOfWork } from '../../database/index.js';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { SealRepository } from '../sealer/seal.repository.js';
import { AuditMirror } from './audit-mirror.js';
import { FileAuditMirror } from './file-audit-mirror.js';
import { WebhookAuditMirror } from './webhook-audit-mirror.js';

const MIRROR_EVERY_MS = 1_000;
/** Longer than a slow receiver takes for one batch of seals. */
const LEASE_MS = 60_000;
const MIRRORED_AT_ONCE = 10;
const TENANTS_AT_ONCE = 1_000;

/** Copies committed seals to the configured mirrors in the background. An unavailable mirror does not delay sealing. */
@Injectable()
export class MirrorService {
  private readonly mirrors: readonly AuditMirror[];
  private readonly mirroring: PeriodicJob;

  constructor(
    @Inject(AUDIT_OPTIONS) options: AuditModuleOptions,
    private readonly seals: SealRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    leases: LeaseRepository,
    jobs: PeriodicJobs,
  ) {
    this.mirrors = mirrorsOf(options);
    this.mirroring = jobs.add({
      name: 'audit-mirror',
      everyMs: MIRROR_EVERY_MS,
      work: (mayContinue) => this.mirrorAll(mayContinue),
      lease: { store: leases, forMs: LEASE_MS },
      isOn: this.isMirroring,
    });
  }

  /** Whether the last run failed to mirror all seals. */
  get isBehind(): boolean {
    return this.mirroring.hasFailed;
  }

  get isMirroring(): boolean {
    return this.mirrors.length > 0;
  }

  /** Mirrors all new seals, unless another process holds the lease. */
  round(): Promise<void> {
    return this.mirroring.run();
  }

  private async mirrorAll(mayContinue: MayContinue): Promise<void> {
    for (const tenantId of await this.seals.findUnmirroredTenants(TENANTS_AT_ONCE))
      await this.mirror(tenantId, mayContinue);
  }

  private async mirror(tenantId: string, mayContinue: MayContinue): Promise<void> {
    let count: number;
    do {
      if (!(await mayContinue())) return;
      const seals = await this.seals.findUnmirrored(tenantId, MIRRORED_AT_ONCE);
      count = seals.length;
      if (count === 0) return;
      for (const mirror of this.mirrors) await mirror.write(seals);
      const numbers = seals.map(({ number }) => number);
      await this.unitOfWork.run(() => this.seals.noteMirrored(tenantId, numbers, this.clock.now()));
    } while (count === MIRRORED_AT_ONCE);
  }
}

function mirrorsOf({ isSealing = true, mirrorFile, mirrorUrl }: AuditModuleOptions): AuditMirror[] {
  if (!isSealing) return [];
  const mirrors: AuditMirror[] = [];
  if (mirrorFile !== undefined) mirrors.push(new FileAuditMirror(mirrorFile));
  if (mirrorUrl !== undefined) mirrors.push(new WebhookAuditMirror(mirrorUrl));
  return mirrors;
}
