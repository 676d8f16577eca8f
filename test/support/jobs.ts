import { PeriodicJobs } from '../../src/common/index.js';
import type { Service } from './service.js';

/** The named background jobs run only when the test says so from now on. */
export function pauseJobs({ app }: Pick<Service, 'app'>, ...names: readonly string[]): void {
  const jobs = app.get(PeriodicJobs, { strict: false }).all;
  for (const job of jobs) if (names.includes(job.name)) job.pause();
}
