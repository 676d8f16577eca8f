import { type DynamicModule, type INestApplicationContext, Module, type ModuleMetadata } from '@nestjs/common';
import { SEALABLE_RESULTS } from '../analysis/index.js';
import { type Environment, readStoreSettings, type StoreSettings } from '../app/index.js';
import { SEALABLE_LOCKS } from '../locks/index.js';
import { SEALABLE_CONVERSATIONS, SEALABLE_MESSAGES } from '../conversations/index.js';
import { ScrubRepository, unhurried } from '../database/index.js';
import {
  EncryptionModule,
  KeyStatusService,
  type MasterKeyStatus,
  SEALABLE_TABLES,
  type SealedBatch,
  SealingRepository,
  SealingService,
  type UnsealedRows,
} from '../encryption/index.js';
import { SEALABLE_PREFERENCES } from '../preferences/index.js';
import type { Answer } from './answer.js';
import { withStore } from './store.context.js';
import { table } from './table.js';

/** All tables with content, the largest first. */
export const SEALED_TABLES = [
  SEALABLE_RESULTS,
  SEALABLE_MESSAGES,
  SEALABLE_CONVERSATIONS,
  SEALABLE_PREFERENCES,
  SEALABLE_LOCKS,
] as const;
/** Maximum number of unreadable rows that are listed. */
const MAX_LISTED = 20;

@Module({})
class SealingModule {
  static on(imports: NonNullable<ModuleMetadata['imports']>, { encryption }: StoreSettings): DynamicModule {
    return {
      module: SealingModule,
      imports: [...imports, EncryptionModule.forRoot({ ...encryption, imports })],
      providers: [
        SealingService,
        SealingRepository,
        ScrubRepository,
        { provide: SEALABLE_TABLES, useValue: SEALED_TABLES },
      ],
    };
  }
}

export interface EncryptionState {
  readonly keys: readonly MasterKeyStatus[];
  /** Rows that are unencrypted or in the old format; empty if encryption is off. */
  readonly unsealed: readonly UnsealedRows[];
}

/** Shows how many data keys each master key wraps, whether a master key is missing, and which rows are not sealed yet. */
export async function showEncryption(environment: Environment): Promise<Answer> {
  const settings = readStoreSettings(environment);
  const { masterKeys, strict = false } = settings.encryption;
  const { keys, unsealed } = await readEncryptionState(settings);
  const isOn = masterKeys !== undefined;
  const rows = keys.map(({ name, state, dataKeys }) => [state, name, `${dataKeys} data keys`]);
  const document = {
    enabled: isOn,
    keys: keys.map(({ name, state, dataKeys }) => ({ name, state, data_keys: dataKeys })),
  };
  const counts = unsealed.map(({ table: name, plain, oldFormat }) => [
    'rows',
    name,
    `${plain} plain, ${oldFormat} in the old format`,
  ]);
  return {
    document: isOn ? { ...document, strict, unsealed: unsealed.map(toCounts) } : document,
    text: table([
      ['status', isOn ? 'stored content is encrypted' : 'stored content is not encrypted', ''],
      ...(isOn ? [['strict', strict ? 'plain rows and those in the old format are rejected' : 'off', '']] : []),
      ...rows,
      ...counts,
    ]),
    hasProblems: keys.some(({ state }) => state === 'missing') || (strict && isAnyUnsealed(unsealed)),
  };
}

/** Seals rows that are unencrypted or in the old format. */
export async function sealRows(environment: Environment): Promise<Answer> {
  const settings = readStoreSettings(environment);
  if (settings.encryption.masterKeys === undefined)
    throw new Error('encryption is off: set ENCRYPTION_KEYS to the keys of the service, and run the command again');
  const sealed = await withSealing(settings, async (context) => {
    const batches: SealedBatch[] = [];
    for await (const batch of context.get(SealingService).seal()) batches.push(batch);
    return SEALED_TABLES.map(({ table: { name } }) => sumOf(name, batches));
  });
  const unreadable = sealed.flatMap((one) => one.unreadable.map((id) => ['unreadable', one.table, id]));
  const rest = unreadable.length - MAX_LISTED;
  return {
    document: { sealed: sealed.map((one) => ({ ...toCounts(one), unreadable: one.unreadable })) },
    text: [
      table(
        sealed.map((one) => [
          'sealed',
          one.table,
          `${one.plain} plain, ${one.oldFormat} in the old format, ${one.unreadable.length} unreadable`,
        ]),
      ),
      ...(unreadable.length > 0 ? [table(unreadable.slice(0, MAX_LISTED))] : []),
      ...(rest > 0 ? [`… and ${rest} more`] : []),
    ].join('\n'),
    hasProblems: unreadable.length > 0,
  };
}

export function readEncryptionState(settings: StoreSettings): Promise<EncryptionState> {
  return withSealing(settings, async (context) => ({
    keys: await context.get(KeyStatusService, { strict: false }).list(),
    unsealed: settings.encryption.masterKeys ? await context.get(SealingService).count() : [],
  }));
}

/** Without a query timeout, because scanning a large table takes longer than a request may. */
function withSealing<T>(settings: StoreSettings, work: (context: INestApplicationContext) => Promise<T>): Promise<T> {
  const withoutTimeout = { ...settings, database: unhurried(settings.database) };
  return withStore(withoutTimeout, (imports) => SealingModule.on(imports, settings), work);
}

export function isAnyUnsealed(rows: readonly UnsealedRows[]): boolean {
  return rows.some(({ plain, oldFormat }) => plain + oldFormat > 0);
}

function sumOf(name: string, batches: readonly SealedBatch[]): SealedBatch {
  const own = batches.filter(({ table: of }) => of === name);
  return {
    table: name,
    plain: own.reduce((sum, { plain }) => sum + plain, 0),
    oldFormat: own.reduce((sum, { oldFormat }) => sum + oldFormat, 0),
    unreadable: own.flatMap(({ unreadable }) => unreadable),
  };
}

function toCounts({ table: name, plain, oldFormat }: UnsealedRows) {
  return { table: name, plain, old_format: oldFormat };
}
