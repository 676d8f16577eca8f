import { leaseTime, options } from '../common/index.js';

export interface LocksModuleOptions {
  /**
   * How long a process is taken for alive after its last sign of life, in milliseconds. When it dies, those who wait
   * for it go on after that. @default 30_000
   */
  readonly leaseMs?: number;
}

export const LOCKS_OPTIONS = Symbol('LOCKS_OPTIONS');

export const LOCKS_RULES = options<LocksModuleOptions>({ leaseMs: leaseTime });

export const DEFAULT_LEASE_MS = 30_000;
