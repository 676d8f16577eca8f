import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock, IdGenerator, type Identity, Lifetime, type Page, type PageRequest } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ApiKeyRepository } from './api-key.repository.js';
import type { ApiKey } from './entities/api-key.entity.js';
import { ApiKeyNotFoundError } from './identity.errors.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from './identity.options.js';
import type { CreatedApiKey, NewApiKey } from './identity.types.js';
import { digestOf, isSameDigest } from './key-digest.js';
import { hintOf, isApiKey, newApiKey } from './key-format.js';
import { refuseMistakes } from './new-key.js';

const MINUTE_MS = 60_000;

/** Makes API keys, revokes them, and knows whose they are. */
@Injectable()
export class ApiKeysService {
  private readonly logger = new Logger(ApiKeysService.name);
  /** The keys whose use is being noted, so that requests at once note it once. */
  private readonly noting = new Set<string>();

  constructor(
    @Inject(IDENTITY_OPTIONS) private readonly options: IdentityModuleOptions,
    private readonly keys: ApiKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
  ) {}

  /** @throws ValidationFailedError for a user without its role, a role without its user, or a time that has passed */
  async create(tenantId: string, asked: NewApiKey): Promise<CreatedApiKey> {
    const now = this.clock.now();
    refuseMistakes(tenantId, asked, now);
    const key = newApiKey();
    const row = {
      ...{ id: this.ids.next(), role: asked.role, userId: asked.userId ?? null },
      ...{ digest: this.digest(key), hint: hintOf(key) },
      ...{ createdAt: now, expiresAt: asked.expiresAt ?? null, revokedAt: null, lastUsedAt: null },
    };
    return { key, row: await this.unitOfWork.run(() => this.keys.insert(tenantId, row)) };
  }

  /** The tenant's keys, newest first, those that no longer count among them. */
  list(tenantId: string, page: PageRequest): Promise<Page<ApiKey>> {
    return this.keys.findPage(tenantId, page);
  }

  /** From now on it counts nowhere; revoking it again changes nothing. @throws ApiKeyNotFoundError */
  async revoke(tenantId: string, id: string): Promise<void> {
    const isThere = await this.unitOfWork.run(() => this.keys.revoke(tenantId, id, this.clock.now()));
    if (!isThere) throw new ApiKeyNotFoundError();
  }

  /**
   * Whose key it is; `null` where it is nobody's, or no longer counts. It asks the database each time, so that a key
   * that was revoked on one replica is void on every other one.
   * @throws DatabaseUnavailableError
   */
  async authenticate(key: string): Promise<Identity | null> {
    if (!isApiKey(key)) return null;
    const digest = this.digest(key);
    const row = await this.keys.findByDigest(digest);
    const now = this.clock.now();
    if (!row || !isSameDigest(row.digest, digest) || !counts(row, now)) return null;
    this.noteUse(row, now);
    return toIdentity(row);
  }

  /** For the operator, who names a key by its id alone. */
  tenantOf(id: string): Promise<string | null> {
    return this.keys.findTenantForOperator(id);
  }

  /** For the operator: the keys of all tenants, newest first. */
  listAll(page: PageRequest): Promise<Page<ApiKey>> {
    return this.keys.findPageForOperator(page);
  }

  private digest(key: string): string {
    return digestOf(key, this.options.apiKeySecret);
  }

  /** To the minute, and beside the request, which neither waits for it nor fails with it. */
  private noteUse({ tenantId, id, lastUsedAt }: ApiKey, now: Date): void {
    const minute = new Date(now.getTime() - (now.getTime() % MINUTE_MS));
    if (this.noting.has(id) || (lastUsedAt && lastUsedAt >= minute)) return;
    this.noting.add(id);
    const noted = this.unitOfWork
      .run(() => this.keys.noteUse(tenantId, id, minute))
      // The next request tries again, and a last use that is a minute too old costs nobody anything.
      .catch(() => this.logger.warn(`the last use of the API key ${id} could not be noted`))
      .finally(() => this.noting.delete(id));
    void this.lifetime.track(noted);
  }
}

function counts({ role, userId, revokedAt, expiresAt }: ApiKey, now: Date): boolean {
  // A key for one user that names none would be a key for all of them.
  if ((role === 'user') !== (userId !== null)) return false;
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

function toIdentity({ tenantId, id, role, userId }: ApiKey): Identity {
  return { tenantId, subject: userId ?? id, role, userId, keyId: id };
}
