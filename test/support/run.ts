import { masterKey } from './master-key.js';

declare const ADAPTER: string;
declare const ENCRYPTED: boolean;

/** What this run of the suite is about, as settings of every service it starts, in this process or another. */
export const RUN_ENV: Readonly<Record<string, string>> = {
  HTTP_ADAPTER: ADAPTER,
  ...(ENCRYPTED && { ENCRYPTION_KEYS: masterKey('test') }),
};
