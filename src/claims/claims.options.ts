import { leaseTime, options } from '../common/index.js';

export interface ClaimsModuleOptions {
  /**
   * How long a process is taken for alive after its last sign of life, in milliseconds. When it dies, those who wait
   * for it go on after that. @default 30_000
   */
  readonly leaseMs?: number;
}

export const CLAIMS_OPTIONS = Symbol('CLAIMS_OPTIONS');

export const CLAIMS_RULES = options<ClaimsModuleOptions>({ leaseMs: leaseTime });

export const DEFAULT_LEASE_MS = 30_000;
