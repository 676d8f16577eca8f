import { randomUUID } from 'node:crypto';
import type { CallPurpose, JournalService, UsageGroup, UsageSum } from '../../src/journal/index.js';
import type { Owner, Reach } from '../../src/common/index.js';
import { REQUEST } from './journal-bench.js';
import type { Rooms } from './rooms.js';

export const EVER = { from: new Date('2000-01-01T00:00:00Z'), to: null };
const GROUPS: readonly (UsageGroup | null)[] = [null, 'day', 'model', 'user', 'kind'];
const ALL = 100_000;

/** What is added up, told apart in every way, for everybody of the tenant and for each user. */
export type Accounts = Readonly<Record<string, readonly UsageSum[]>>;

/** As `usage_days` has it. */
export function addedUp({ usage }: Pick<Rooms, 'usage'>, reaches: readonly Reach[]): Promise<Accounts> {
  return accounts(reaches, (reach, by) => usage.sum(reach, { days: EVER, pieces: [] }, by, ALL));
}

/** As the calls and replays have it. */
export function inJournal({ usage }: Pick<Rooms, 'usage'>, reaches: readonly Reach[]): Promise<Accounts> {
  return accounts(reaches, (reach, by) => usage.fromJournal(reach, EVER, by, ALL));
}

export function reachesOf(owners: readonly Owner[]): Reach[] {
  const tenants = new Set(owners.map(({ tenantId }) => tenantId));
  return [...owners, ...[...tenants].map((tenantId) => ({ tenantId, userId: null }))];
}

export interface Asked {
  readonly owner: Owner;
  readonly kind?: CallPurpose['kind'];
  readonly model?: string;
  readonly options?: Parameters<JournalService['ask']>[3];
}

export function askAs({ journal }: Rooms, { owner, kind = 'analysis', model = REQUEST.model, options }: Asked) {
  const purpose = { kind, subjectId: randomUUID(), requestDigest: 'd'.repeat(64) };
  return journal.ask(owner, purpose, { ...REQUEST, model }, options);
}

export async function callAs(rooms: Rooms, asked: Asked): Promise<void> {
  const answered = await askAs(rooms, asked);
  await rooms.journal.commit(asked.owner, answered, () => Promise.resolve());
}

async function accounts(
  reaches: readonly Reach[],
  ask: (reach: Reach, by: UsageGroup | null) => Promise<UsageSum[]>,
): Promise<Accounts> {
  const found: Record<string, UsageSum[]> = {};
  for (const reach of reaches) {
    for (const by of GROUPS) {
      const sums = await ask(reach, by);
      sums.sort((one, other) => (one.name < other.name ? -1 : 1));
      found[`${reach.tenantId} ${reach.userId ?? 'everybody'} by ${by ?? 'nothing'}`] = sums;
    }
  }
  return found;
}
