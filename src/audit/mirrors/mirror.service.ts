import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, type Log, Logs, PeriodicJob } from '../../common/index.js';
import { LeaseRepository, UnitOfWork } from '../../database/index.js';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { SealRepository } from '../sealer/seal.repository.js';
import { AuditMirror } from './audit-mirror.js';
import { FileAuditMirror } from './file-audit-mirror.js';
import { WebhookAuditMirror } from './webhook-audit-mirror.js';

const MIRROR_EVERY_MS = 1_000;
/** Longer than a stretch of seals takes at a receiver that is slow. */
const LEASE_MS = 60_000;
const LEASE = 'audit-mirror';
const MIRRORED_AT_ONCE = 10;
const TENANTS_AT_ONCE = 1_000;

/** Writes seals down outside of the database once they are committed. A mirror that is down never keeps records from being sealed. */
@Injectable()
export class MirrorService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger: Log;
  private readonly mirrors: readonly AuditMirror[];
  private readonly rounds: PeriodicJob;
  private failedLast = false;

  constructor(
    @Inject(AUDIT_OPTIONS) options: AuditModuleOptions,
    private readonly seals: SealRepository,
    private readonly leases: LeaseRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    logs: Logs,
  ) {
    this.logger = logs.of(MirrorService);
    this.mirrors = mirrorsOf(options);
    const failed = () => {
      this.failedLast = true;
      this.logger.warn('seals could not be mirrored; they are offered again');
    };
    this.rounds = new PeriodicJob(MIRROR_EVERY_MS, () => this.round(), failed);
  }

  /** Whether the last round could not hand over everything. */
  get isBehind(): boolean {
    return this.failedLast;
  }

  get isMirroring(): boolean {
    return this.mirrors.length > 0;
  }

  onApplicationBootstrap(): void {
    if (this.isMirroring) this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.rounds.stop();
    // Another replica need not wait until this one is taken for dead.
    if (this.isMirroring) await this.leases.letGo(LEASE).catch(() => undefined);
  }

  /** Mirrors what is sealed, if no other process is at it. */
  async round(): Promise<void> {
    const tenants = await this.seals.findUnmirroredTenants(TENANTS_AT_ONCE);
    if (tenants.length === 0 || !(await this.leases.hold(LEASE, LEASE_MS))) return;
    for (const tenantId of tenants) await this.mirror(tenantId);
    this.failedLast = false;
  }

  private async mirror(tenantId: string): Promise<void> {
    let count: number;
    do {
      const seals = await this.seals.findUnmirrored(tenantId, MIRRORED_AT_ONCE);
      count = seals.length;
      if (count === 0) return;
      for (const mirror of this.mirrors) await mirror.write(seals);
      const numbers = seals.map(({ number }) => number);
      await this.unitOfWork.run(() => this.seals.noteMirrored(tenantId, numbers, this.clock.now()));
    } while (count === MIRRORED_AT_ONCE && (await this.leases.hold(LEASE, LEASE_MS)));
  }
}

function mirrorsOf({ isSealing = true, mirrorFile, mirrorUrl }: AuditModuleOptions): AuditMirror[] {
  if (!isSealing) return [];
  return [
    ...(mirrorFile === undefined ? [] : [new FileAuditMirror(mirrorFile)]),
    ...(mirrorUrl === undefined ? [] : [new WebhookAuditMirror(mirrorUrl)]),
  ];
}
