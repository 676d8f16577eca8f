import { type Environment, readStoreSettings, type StoreSettings } from '../app/index.js';
import { EncryptionModule, KeyStatusService, type MasterKeyStatus } from '../encryption/index.js';
import type { Answer } from './answer.js';
import { withStore } from './store.context.js';
import { table } from './table.js';

/** Which master keys wrap how many data keys, and whether they are all there. */
export async function showEncryption(environment: Environment): Promise<Answer> {
  const settings = readStoreSettings(environment);
  const keys = await listMasterKeys(settings);
  const isOn = settings.encryption.masterKeys !== undefined;
  const rows = keys.map(({ name, state, dataKeys }) => [state, name, `${dataKeys} data keys`]);
  return {
    document: { enabled: isOn, keys: keys.map(({ name, state, dataKeys }) => ({ name, state, data_keys: dataKeys })) },
    text: table([['status', isOn ? 'what is stored is encrypted' : 'what is stored is not encrypted', ''], ...rows]),
    isWanting: keys.some(({ state }) => state === 'missing'),
  };
}

export function listMasterKeys(settings: StoreSettings): Promise<MasterKeyStatus[]> {
  return withStore(
    settings,
    (imports) => EncryptionModule.forRoot({ ...settings.encryption, imports }),
    (context) => context.get(KeyStatusService, { strict: false }).list(),
  );
}
