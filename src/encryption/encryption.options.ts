import { flag, having, options } from '../common/index.js';
import type { MasterKeys } from './master-keys.js';

export interface EncryptionModuleOptions {
  /** The master keys that wrap data keys; see `MasterKeys.parse`. @default none: content is not encrypted */
  readonly masterKeys?: MasterKeys | undefined;
  /**
   * Whether rows that are plain or in the old format are refused. Turn it on when `reprise encryption status` counts
   * none of them. Has no effect without master keys. @default false
   */
  readonly strict?: boolean | undefined;
}

export const ENCRYPTION_OPTIONS = Symbol('ENCRYPTION_OPTIONS');

export const ENCRYPTION_RULES = options<EncryptionModuleOptions>({
  masterKeys: having('what MasterKeys.parse returns', 'wrap', 'unwrap'),
  strict: flag,
});
