import cluster from 'node:cluster';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Aggregator, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DatabaseAuditTrail, MirrorService, SealerService } from '../audit/index.js';
import { ConcurrencyGate } from '../claude/index.js';
import { PeriodicJobs } from '../common/index.js';
import { ErasureService, RetentionService } from '../privacy/index.js';
import { SharedMetrics } from './workers/shared-metrics.js';

/**
 * Prometheus metrics of this process, or of all workers if there are several. Labels are routes and statuses, never ids or
 * texts.
 */
@Injectable()
export class Metrics implements OnApplicationShutdown {
  private readonly registry = new Registry();
  private readonly shared = cluster.isWorker ? new SharedMetrics(this.registry) : null;
  private readonly requests = new Histogram({
    name: 'reprise_http_request_duration_seconds',
    help: 'Duration of requests, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600],
    registers: [this.registry],
  });

  constructor(
    gate: ConcurrencyGate,
    retention: RetentionService,
    erasures: ErasureService,
    trail: DatabaseAuditTrail,
    sealer: SealerService,
    mirror: MirrorService,
    jobs: PeriodicJobs,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('reprise_claude_calls_in_flight', 'Calls to Claude that are running.', () => gate.inFlight);
    this.gauge(
      'reprise_claude_calls_waiting',
      'Calls to Claude that are queued because of CLAUDE_MAX_CONCURRENCY.',
      () => gate.waiting,
    );
    const pending =
      'Running erasures of users, of all replicas, without those that only wait to be marked as completed.';
    this.gauge('reprise_erasures_pending', pending, () => erasures.pending, 'max');
    const waiting = 'Audit records of reads that are not stored yet; above 10000, further reads are refused.';
    this.gauge('reprise_audit_waiting_records', waiting, () => trail.waitingCount);
    const lag = 'Age of the oldest audit record that is not sealed yet.';
    this.gauge('reprise_audit_seal_lag_seconds', lag, () => sealer.lagMs / 1_000, 'max');
    const behind = '1 while seals cannot be written to the mirror outside of the database.';
    this.gauge('reprise_audit_mirror_behind', behind, () => Number(mirror.isBehind), 'max');
    this.addRetentionGauges(retention);
    this.addJobMetrics(jobs);
  }

  observeRequest(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  /** In the Prometheus text format. */
  text(): Promise<string> {
    return this.shared?.text() ?? this.registry.metrics();
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }

  /** Set only in the process that erases expired data. */
  private addRetentionGauges(retention: RetentionService): void {
    new Gauge({
      name: 'reprise_retention_backlog',
      help: 'Expired rows that are not erased yet, by kind, counted up to 10001. Reported by the process that erases them.',
      labelNames: ['kind'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [kind, count] of retention.backlog) this.set({ kind }, count);
      },
    });
    new Gauge({
      name: 'reprise_retention_last_run_timestamp_seconds',
      help: 'When this process last finished erasing expired data.',
      registers: [this.registry],
      collect() {
        this.remove();
        if (retention.lastRunAt) this.set(retention.lastRunAt.getTime() / 1_000);
      },
    });
  }

  /** The background jobs that run in this process. */
  private addJobMetrics(jobs: PeriodicJobs): void {
    const registers = [this.registry];
    new Counter({
      name: 'reprise_job_runs_total',
      help: 'Runs of background jobs, by job and outcome: succeeded or failed.',
      labelNames: ['job', 'outcome'],
      registers,
      collect() {
        this.reset();
        for (const { name: job, runs } of jobs.all) {
          this.inc({ job, outcome: 'succeeded' }, runs.succeeded);
          this.inc({ job, outcome: 'failed' }, runs.failed);
        }
      },
    });
    new Gauge({
      name: 'reprise_job_last_success_timestamp_seconds',
      help: 'When a run of the background job last succeeded in this process.',
      labelNames: ['job'],
      aggregator: 'max',
      registers,
      collect() {
        for (const { name: job, lastSuccessAt } of jobs.all) {
          if (lastSuccessAt) this.set({ job }, lastSuccessAt.getTime() / 1_000);
        }
      },
    });
    new Gauge({
      name: 'reprise_job_last_duration_seconds',
      help: 'How long the last run of the background job took in this process.',
      labelNames: ['job'],
      aggregator: 'max',
      registers,
      collect() {
        for (const { name: job, lastDurationMs } of jobs.all) {
          if (lastDurationMs !== null) this.set({ job }, lastDurationMs / 1_000);
        }
      },
    });
  }

  /** @param aggregator how the values of several workers are combined */
  private gauge(name: string, help: string, read: () => number, aggregator: Aggregator = 'sum'): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
