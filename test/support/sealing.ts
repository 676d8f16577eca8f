import { DataSource, type ObjectLiteral } from 'typeorm';
import { SEALED_TABLES } from '../../src/cli/encryption.command.js';
import { Logs } from '../../src/common/index.js';
import { DIALECT, ScrubRepository, UnitOfWork } from '../../src/database/index.js';
import {
  type AnySealableTable,
  ContentEncryption,
  ContentKey,
  MasterKeys,
  SealingRepository,
  SealingService,
} from '../../src/encryption/index.js';
import { DataKey } from '../../src/encryption/entities/data-key.entity.js';
import type { SealableTable } from '../../src/encryption/index.js';
import { oldKey } from '../../src/encryption/testing/old-format.js';
import type { Service } from './service.js';

type Table = SealableTable<ObjectLiteral & { tenantId: string; userId: string; keyId: string | null }>;

/** What the command runs, in the process of a service. */
export function sealingOf(service: Service, tables: readonly AnySealableTable[] = SEALED_TABLES): SealingService {
  const get = <T>(token: abstract new (...args: never[]) => T): T => service.app.get(token, { strict: false });
  const unitOfWork = get(UnitOfWork);
  const dialect = service.app.get(DIALECT, { strict: false });
  const repository = new SealingRepository(unitOfWork, dialect, '');
  const scrubs = new ScrubRepository(dialect, unitOfWork);
  return new SealingService(tables, repository, get(ContentEncryption), scrubs, unitOfWork, get(Logs));
}

/** Has every sealed row of these tables as releases before the present format stored it. */
export async function toOldFormat(service: Service, masterKeys: string): Promise<void> {
  const { manager } = service.app.get(DataSource);
  const secrets = new Map<string, { key: DataKey; secret: Buffer }>();
  for (const key of await manager.find(DataKey)) {
    const secret = MasterKeys.parse(masterKeys).unwrap(key);
    if (secret) secrets.set(key.id, { key, secret });
  }
  for (const { entity, table } of SEALED_TABLES as unknown as readonly Table[]) {
    const repository = manager.getRepository<ObjectLiteral>(entity);
    for (const row of (await repository.find()) as Parameters<Table['table']['idOf']>[0][]) {
      const found = row.keyId === null ? undefined : secrets.get(row.keyId);
      if (!found) continue;
      const { keyId: _, ...plain } = new ContentKey(found.key, found.secret).open(table, row);
      const old = oldKey(found.key.id, found.secret).seal(table, { ...plain, keyId: null });
      const keys = repository.metadata.primaryColumns.map(({ propertyName }) => propertyName);
      await repository.update(Object.fromEntries(keys.map((name) => [name, row[name] as unknown])), { ...old });
    }
  }
}
