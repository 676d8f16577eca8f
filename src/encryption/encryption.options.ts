import type { MasterKeys } from './master-keys.js';

export interface EncryptionModuleOptions {
  /** What data keys are wrapped by; see `MasterKeys.parse`. @default none: nothing is encrypted */
  readonly masterKeys?: MasterKeys | undefined;
}

export const ENCRYPTION_OPTIONS = Symbol('ENCRYPTION_OPTIONS');
