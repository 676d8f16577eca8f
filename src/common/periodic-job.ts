import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock } from './clock.js';
import { errorName } from './errors.js';
import { type Log, Logs } from './logs.js';

/** Asked before each step of a run: whether this process has the job's lease, where it needs one, and is not stopping. */
export type MayContinue = () => Promise<boolean>;

/** Where leases are stored. */
export interface LeaseStore {
  /** Takes the lease, or keeps it. @returns whether this process has it for the next `forMs` milliseconds */
  hold(name: string, forMs: number): Promise<boolean>;
  letGo(name: string): Promise<void>;
}

/**
 * What a stop of the process does about the job. `at-once`: no further run begins. `after-run`: the run that is under way
 * is waited for too. `last`: it goes on until all requests are answered, which rely on it.
 */
export type JobStop = 'at-once' | 'after-run' | 'last';

export interface PeriodicJobOptions {
  /** In logs and metrics, and the name of the lease. */
  readonly name: string;
  /** Milliseconds from one run to the next. The first run is after as many. */
  readonly everyMs: number;
  /** One run. An error is logged and counted; the next run takes place all the same. */
  readonly work: (mayContinue: MayContinue) => Promise<void>;
  /** Has one process among the replicas do it at a time: `work` asks `mayContinue` before it changes anything. @default every process does it */
  readonly lease?: { readonly store: LeaseStore; readonly forMs: number };
  /** Whether it runs by itself in this process. @default true */
  readonly isOn?: boolean;
  /** @default 'at-once' */
  readonly stop?: JobStop;
}

/** Runs work in the background at intervals. Runs never overlap: they must not take the pool's connections. */
export class PeriodicJob {
  readonly name: string;
  private readonly logger: Log;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private isStopping = false;
  private holdsLease = false;
  private leaseKeptAt = -Infinity;
  private finished = { succeeded: 0, failed: 0 };
  private lastSuccess: Date | null = null;
  private lastDuration: number | null = null;
  private isFailing = false;

  constructor(
    private readonly options: PeriodicJobOptions,
    private readonly clock: Clock,
    logs: Logs,
  ) {
    this.name = options.name;
    this.logger = logs.of(PeriodicJob);
  }

  /** How many runs ended how, since the process started. */
  get runs(): Readonly<Record<'succeeded' | 'failed', number>> {
    return this.finished;
  }

  get lastSuccessAt(): Date | null {
    return this.lastSuccess;
  }

  /** Of the last run, in milliseconds. */
  get lastDurationMs(): number | null {
    return this.lastDuration;
  }

  /** Whether the last run failed. */
  get hasFailed(): boolean {
    return this.isFailing;
  }

  start(): void {
    this.timer = setInterval(() => void this.runIfIdle(), this.options.everyMs).unref();
  }

  /** Begins no further run by itself; `run` goes on working. */
  pause(): void {
    clearInterval(this.timer);
  }

  /** Begins no further run, and gives the lease up, so that another process need not wait until it is over. */
  async stop(): Promise<void> {
    this.pause();
    this.isStopping = true;
    if (this.options.stop === 'after-run') await this.running?.catch(() => undefined);
    if (this.holdsLease) await this.options.lease?.store.letGo(this.name).catch(() => undefined);
  }

  /** Runs it apart from the interval, after the run that is under way. @throws what the work throws */
  async run(): Promise<void> {
    while (this.running) await this.running.catch(() => undefined);
    this.running = this.measured().finally(() => (this.running = null));
    await this.running;
  }

  /** Runs it unless a run is under way. It never fails: errors are logged. */
  async runIfIdle(): Promise<void> {
    if (!this.running) await this.run().catch(() => undefined);
  }

  private async measured(): Promise<void> {
    const start = performance.now();
    // What another process has taken since the last run is not relied on.
    this.leaseKeptAt = -Infinity;
    try {
      await this.options.work(() => this.mayContinue());
      this.finished.succeeded += 1;
      this.lastSuccess = this.clock.now();
      if (this.isFailing) this.logger.log(`the job ${this.name} runs again`);
      this.isFailing = false;
    } catch (error) {
      this.finished.failed += 1;
      // Once for each outage: during one, a job may fail every second.
      if (!this.isFailing) this.logger.warn(`the job ${this.name} failed (${errorName(error)}); it is tried again`);
      this.isFailing = true;
      throw error;
    } finally {
      this.lastDuration = performance.now() - start;
    }
  }

  /** Writes the lease at the first step of a run, and then three times within its term. */
  private async mayContinue(): Promise<boolean> {
    const { lease } = this.options;
    if (this.isStopping || !lease) return !this.isStopping;
    if (performance.now() - this.leaseKeptAt < lease.forMs / 3) return true;
    const now = performance.now();
    this.holdsLease = await lease.store.hold(this.name, lease.forMs);
    this.leaseKeptAt = this.holdsLease ? now : -Infinity;
    return this.holdsLease;
  }
}

/** The background jobs of a mount: starts them with the application, and stops them with it. */
@Injectable()
export class PeriodicJobs implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly jobs: { readonly job: PeriodicJob; readonly stop: JobStop }[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly logs: Logs,
  ) {}

  /** Those that run by themselves in this process. */
  get all(): readonly PeriodicJob[] {
    return this.jobs.map(({ job }) => job);
  }

  add(options: PeriodicJobOptions): PeriodicJob {
    const job = new PeriodicJob(options, this.clock, this.logs);
    if (options.isOn ?? true) this.jobs.push({ job, stop: options.stop ?? 'at-once' });
    return job;
  }

  onApplicationBootstrap(): void {
    for (const { job } of this.jobs) job.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.jobs.filter(({ stop }) => stop !== 'last').map(({ job }) => job.stop()));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.jobs.filter(({ stop }) => stop === 'last').map(({ job }) => job.stop()));
  }
}
