import { randomUUID } from 'node:crypto';
import type { CallPurpose, JournalService, UsageGroup, UsageSum } from '../../src/journal/index.js';
import type { Owner, AccessScope } from '../../src/common/index.js';
import { REQUEST } from './journal-bench.js';
import type { LibraryModules } from './library-modules.js';

export const EVER = { from: new Date('2000-01-01T00:00:00Z'), to: null };
const GROUPS: readonly (UsageGroup | null)[] = [null, 'day', 'model', 'user', 'kind'];
const ALL = 100_000;

/** What is added up, told apart in every way, for everybody of the tenant and for each user. */
export type Accounts = Readonly<Record<string, readonly UsageSum[]>>;

/** As `usage_days` has it. */
export function addedUp({ usage }: Pick<LibraryModules, 'usage'>, scopes: readonly AccessScope[]): Promise<Accounts> {
  return accounts(scopes, (scope, by) => usage.sum(scope, { days: EVER, pieces: [] }, by, ALL));
}

/** As the calls and replays have it. */
export function inJournal({ usage }: Pick<LibraryModules, 'usage'>, scopes: readonly AccessScope[]): Promise<Accounts> {
  return accounts(scopes, (scope, by) => usage.fromJournal(scope, EVER, by, ALL));
}

export function accessScopesOf(owners: readonly Owner[]): AccessScope[] {
  const tenants = new Set(owners.map(({ tenantId }) => tenantId));
  return [...owners, ...[...tenants].map((tenantId) => ({ tenantId, userId: null }))];
}

export interface Asked {
  readonly owner: Owner;
  readonly kind?: CallPurpose['kind'];
  readonly model?: string;
  readonly options?: Parameters<JournalService['ask']>[3];
}

export function askAs(
  { journal }: LibraryModules,
  { owner, kind = 'analysis', model = REQUEST.model, options }: Asked,
) {
  const purpose = { kind, subjectId: randomUUID(), requestDigest: 'd'.repeat(64) };
  return journal.ask(owner, purpose, { ...REQUEST, model }, options);
}

export async function callAs(modules: LibraryModules, asked: Asked): Promise<void> {
  const answered = await askAs(modules, asked);
  await modules.journal.commit(asked.owner, answered, () => Promise.resolve());
}

async function accounts(
  scopes: readonly AccessScope[],
  ask: (scope: AccessScope, by: UsageGroup | null) => Promise<UsageSum[]>,
): Promise<Accounts> {
  const found: Record<string, UsageSum[]> = {};
  for (const scope of scopes) {
    for (const by of GROUPS) {
      const sums = await ask(scope, by);
      sums.sort((one, other) => (one.name < other.name ? -1 : 1));
      found[`${scope.tenantId} ${scope.userId ?? 'everybody'} by ${by ?? 'nothing'}`] = sums;
    }
  }
  return found;
}
