import { flag, having, options } from '../common/index.js';
import type { MasterKeys } from './master-keys.js';

export interface EncryptionModuleOptions {
  /** What data keys are wrapped by; see `MasterKeys.parse`. @default none: nothing is encrypted */
  readonly masterKeys?: MasterKeys | undefined;
  /**
   * Whether rows that are not sealed in the present format are refused: plain ones, and those of the old format. For when
   * `reprise encryption status` counts none of them. Without keys it means nothing. @default false
   */
  readonly strict?: boolean | undefined;
}

export const ENCRYPTION_OPTIONS = Symbol('ENCRYPTION_OPTIONS');

export const ENCRYPTION_RULES = options<EncryptionModuleOptions>({
  masterKeys: having('what MasterKeys.parse returns', 'wrap', 'unwrap'),
  strict: flag,
});
