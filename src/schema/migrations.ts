import type { MigrationInterface } from 'typeorm';
import { CreateResults1763856000000 } from '../analysis/migrations/1763856000000-create-results.js';
import { CreateResultsSearch1763856000001 } from '../analysis/migrations/1763856000001-create-results-search.js';
import { ProtectResults1764201600011 } from '../analysis/migrations/1764201600011-protect-results.js';
import { UsageBasisOfResults1764288000031 } from '../analysis/migrations/1764288000031-usage-basis-of-results.js';
import { CreateAudit1764201600000 } from '../audit/migrations/1764201600000-create-audit.js';
import { CreateBudgets1764115200003 } from '../budgets/migrations/1764115200003-create-budgets.js';
import { CreateClaims1763942400001 } from '../locks/migrations/1763942400001-create-claims.js';
import { ProtectClaims1764201600014 } from '../locks/migrations/1764201600014-protect-claims.js';
import { CreateConversations1764028800000 } from '../conversations/migrations/1764028800000-create-conversations.js';
import { CreateConversationsSearch1764028800001 } from '../conversations/migrations/1764028800001-create-conversations-search.js';
import { ProtectConversations1764201600012 } from '../conversations/migrations/1764201600012-protect-conversations.js';
import { UsageBasisOfMessages1764288000032 } from '../conversations/migrations/1764288000032-usage-basis-of-messages.js';
import { CreateDatabaseIdentity1764288000034 } from '../database/migrations/1764288000034-create-database-identity.js';
import { CreateLeases1764201600001 } from '../database/migrations/1764201600001-create-leases.js';
import { checkedPrefix, type TablePrefixOptions } from '../database/table-prefix.js';
import { CreateDataKeys1764201600010 } from '../encryption/migrations/1764201600010-create-data-keys.js';
import { IndexConversationsByAge1764201600026 } from '../conversations/migrations/1764201600026-index-conversations-by-age.js';
import { CreateLegalHolds1764201600025 } from '../holds/migrations/1764201600025-create-legal-holds.js';
import { CreateApiKeys1764115200000 } from '../identity/migrations/1764115200000-create-api-keys.js';
import { ConfirmApiKeys1764201600030 } from '../identity/migrations/1764201600030-confirm-api-keys.js';
import { CreateCalls1763942400000 } from '../journal/migrations/1763942400000-create-calls.js';
import { CreateUsage1764115200002 } from '../journal/migrations/1764115200002-create-usage.js';
import { ReserveUntilTimeLimit1764288000033 } from '../journal/migrations/1764288000033-reserve-until-time-limit.js';
import { UnknownCosts1764288000030 } from '../journal/migrations/1764288000030-unknown-costs.js';
import { CreateRateLimits1764115200004 } from '../rate-limits/migrations/1764115200004-create-rate-limits.js';
import { CreateErasures1764201600020 } from '../privacy/migrations/1764201600020-create-erasures.js';
import { CreateUserPreferences1764115200001 } from '../preferences/migrations/1764115200001-create-user-preferences.js';
import { ProtectUserPreferences1764201600013 } from '../preferences/migrations/1764201600013-protect-user-preferences.js';

/** All migrations, in order. Each runs on SQLite and on PostgreSQL. */
export const REPRISE_MIGRATIONS = [
  CreateResults1763856000000,
  CreateResultsSearch1763856000001,
  CreateCalls1763942400000,
  CreateClaims1763942400001,
  CreateConversations1764028800000,
  CreateConversationsSearch1764028800001,
  CreateApiKeys1764115200000,
  CreateUserPreferences1764115200001,
  CreateUsage1764115200002,
  CreateBudgets1764115200003,
  CreateRateLimits1764115200004,
  CreateAudit1764201600000,
  CreateLeases1764201600001,
  CreateDataKeys1764201600010,
  ProtectResults1764201600011,
  ProtectConversations1764201600012,
  ProtectUserPreferences1764201600013,
  ProtectClaims1764201600014,
  CreateErasures1764201600020,
  CreateLegalHolds1764201600025,
  IndexConversationsByAge1764201600026,
  ConfirmApiKeys1764201600030,
  UnknownCosts1764288000030,
  UsageBasisOfResults1764288000031,
  UsageBasisOfMessages1764288000032,
  ReserveUntilTimeLimit1764288000033,
  CreateDatabaseIdentity1764288000034,
] as const;

type MigrationClass = new () => MigrationInterface & { readonly prefix: string };

/**
 * The migrations for tables with a name prefix. Several sets of tables, with different prefixes, can be in one DataSource.
 * @throws Error if the prefix is not valid
 */
export function repriseMigrations(options: TablePrefixOptions = {}): MigrationClass[] {
  const prefix = checkedPrefix(options);
  return REPRISE_MIGRATIONS.map((migration) => (prefix === '' ? migration : prefixedMigration(migration, prefix)));
}

function prefixedMigration(migration: MigrationClass, prefix: string): MigrationClass {
  return class extends migration {
    override readonly prefix = prefix;
    /** The name under which TypeORM records the migration; it must end with the timestamp. */
    override readonly name = prefix + migration.name;
  };
}
