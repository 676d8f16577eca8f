import { readStoreSettings, type Environment } from '../app/index.js';
import { ErasureService, toErasureResponse } from '../privacy/index.js';
import { RepriseModule } from '../reprise/index.js';
import type { Answer } from './answer.js';
import { withDataSource } from './store.context.js';
import { table } from './table.js';

export interface EraseOptions {
  readonly tenant: string;
  readonly user: string;
}

/** Does the same as `DELETE /users/{user_id}`, also for user names that are not valid in a path. Does not call Claude. */
export async function eraseUser(environment: Environment, { tenant, user }: EraseOptions): Promise<Answer> {
  const { audit, encryption, ...settings } = readStoreSettings(environment);
  const options = { claude: { apiKey: 'none' }, audit: { ...audit, isSealing: false }, encryption };
  const erasure = await withDataSource(
    { ...settings, audit, encryption },
    (dataSource, imports) => RepriseModule.forRoot({ ...options, dataSource, imports, http: false }),
    (context) => context.get(ErasureService, { strict: false }).erase({ tenantId: tenant, userId: user }),
  );
  const document = toErasureResponse(erasure);
  const { counts, ...fields } = document;
  const lines = Object.entries({ ...fields, ...counts }).map(([name, value]) => [name, String(value ?? '–')]);
  return { document, text: table(lines) };
}
