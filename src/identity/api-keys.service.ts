import { Inject, Injectable } from '@nestjs/common';
import {
  AuditTrail,
  Clock,
  type Identity,
  IdGenerator,
  Lifetime,
  listDetail,
  type Log,
  Logs,
  OWNER_NAME,
  type Page,
  type PageRequest,
  RepriseEvents,
} from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ApiKeyRepository } from './api-key.repository.js';
import type { ApiKey } from './entities/api-key.entity.js';
import { ApiKeyNotFoundError } from './identity.errors.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from './identity.options.js';
import type { CreatedApiKey, NewApiKey } from './identity.types.js';
import { digestOf, isSameDigest } from './key-digest.js';
import { hintOf, isApiKey, newApiKey } from './key-format.js';
import { validateNewKey } from './new-key.js';

const MINUTE_MS = 60_000;

/** Creates, revokes and authenticates API keys. Changes and lists of keys are audited; the use of a key is not. */
@Injectable()
export class ApiKeysService {
  private readonly logger: Log;
  /** Keys whose last use is being written, so that concurrent requests write it once. */
  private readonly noting = new Set<string>();

  constructor(
    @Inject(IDENTITY_OPTIONS) private readonly options: IdentityModuleOptions,
    private readonly keys: ApiKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
    logs: Logs,
  ) {
    this.logger = logs.of(ApiKeysService);
  }

  /**
   * Creates a key. The key itself is returned only here.
   * @param asked `userId` with the role `user` only. `expiresAt` @default never
   * @throws ValidationFailedError if `userId` and `role` do not match, or `expiresAt` is in the past
   */
  async create(tenantId: string, asked: NewApiKey): Promise<CreatedApiKey> {
    const now = this.clock.now();
    validateNewKey(tenantId, asked, now);
    const { role, userId = null, expiresAt = null, isUnconfirmed = false } = asked;
    const scope = { tenantId, userId };
    const created = {
      action: 'key.created',
      detail: { role, expires_at: expiresAt && expiresAt.toISOString() },
    } as const;
    const key = newApiKey();
    const row = {
      id: this.ids.next(),
      role,
      userId,
      digest: this.digest(key),
      hint: hintOf(key),
      createdAt: now,
      expiresAt,
      revokedAt: null,
      lastUsedAt: null,
      unconfirmedSince: isUnconfirmed ? now : null,
    };
    return this.audit.attempt(scope, created, () =>
      this.unitOfWork.run(async () => {
        await this.audit.record(scope, { ...created, subjectId: row.id });
        const payload = { keyId: row.id, role, expiresAt };
        this.unitOfWork.afterCommit(() => this.events.emit('key.created', scope, payload));
        return { key, row: await this.keys.insert(tenantId, row) };
      }),
    );
  }

  /** The tenant's keys, newest first, including revoked and expired ones. */
  list(tenantId: string, page: PageRequest): Promise<Page<ApiKey>> {
    const scope = { tenantId, userId: null };
    const listed = { action: 'keys.listed' } as const;
    return this.audit.attempt(scope, listed, async () => {
      const found = await this.keys.findPage(tenantId, page);
      await this.audit.note(scope, { ...listed, detail: listDetail(found.rows) });
      return found;
    });
  }

  /** Revokes a key with immediate effect. Revoking it again changes nothing. @throws ApiKeyNotFoundError */
  revoke(tenantId: string, id: string): Promise<void> {
    const revoked = { action: 'key.revoked', subjectId: id } as const;
    return this.audit.attempt({ tenantId, userId: null }, revoked, () =>
      this.unitOfWork.run(async () => {
        const key = await this.keys.revoke(tenantId, id, this.clock.now());
        if (!key) throw new ApiKeyNotFoundError();
        await this.audit.record(key, { ...revoked, detail: { role: key.role } });
        this.unitOfWork.afterCommit(() => this.events.emit('key.revoked', key, { keyId: id }));
      }),
    );
  }

  /**
   * Activates a key that was created with AUTH_MODE=none. Other keys are not changed.
   * @throws ApiKeyNotFoundError if it is missing or revoked
   */
  confirm(tenantId: string, id: string): Promise<void> {
    const confirmed = { action: 'key.confirmed', subjectId: id } as const;
    return this.audit.attempt({ tenantId, userId: null }, confirmed, () =>
      this.unitOfWork.run(async () => {
        const key = await this.keys.confirm(tenantId, id);
        if (!key) throw new ApiKeyNotFoundError();
        await this.audit.record(key, { ...confirmed, detail: { role: key.role } });
      }),
    );
  }

  /**
   * The identity of a valid key; `null` for any other. Each call queries the database, so that a key is void in all
   * processes as soon as it is revoked.
   * @throws DatabaseUnavailableError
   */
  async authenticate(key: string): Promise<Identity | null> {
    if (!isApiKey(key)) return null;
    const digest = this.digest(key);
    const row = await this.keys.findByDigest(digest);
    const now = this.clock.now();
    if (!row || !isSameDigest(row.digest, digest) || !isValid(row, now)) return null;
    this.noteUse(row, now);
    return toIdentity(row);
  }

  /**
   * For the operator, who names a key by its id alone. @returns the tenant of the key; `null` if there is no such key
   */
  tenantOf(id: string): Promise<string | null> {
    return this.keys.findTenantForOperator(id);
  }

  /** For the operator: the keys of all tenants, newest first. */
  async listAll(page: PageRequest): Promise<Page<ApiKey>> {
    const found = await this.keys.findPageForOperator(page);
    // Each tenant's audit trail records only the keys of that tenant.
    for (const tenantId of new Set(found.rows.map((row) => row.tenantId))) {
      const detail = listDetail(found.rows.filter((row) => row.tenantId === tenantId));
      await this.audit.note({ tenantId, userId: null }, { action: 'keys.listed', detail });
    }
    return found;
  }

  private digest(key: string): string {
    return digestOf(key, this.options.apiKeySecret);
  }

  /** Writes the last use, rounded to the minute. The request neither waits for it nor fails with it. */
  private noteUse({ tenantId, id, lastUsedAt }: ApiKey, now: Date): void {
    const minute = new Date(now.getTime() - (now.getTime() % MINUTE_MS));
    if (this.noting.has(id) || (lastUsedAt && lastUsedAt >= minute)) return;
    this.noting.add(id);
    const noted = this.unitOfWork
      .run(() => this.keys.noteUse(tenantId, id, minute))
      // The next request tries again, and a slightly outdated last use is harmless.
      .catch(() => this.logger.warn(`the last use of the API key ${id} could not be written`))
      .finally(() => this.noting.delete(id));
    void this.lifetime.track(noted);
  }
}

function isValid({ role, userId, revokedAt, expiresAt, unconfirmedSince }: ApiKey, now: Date): boolean {
  // A key with the role `user` but without a user would otherwise have access to all users.
  if ((role === 'user') !== (userId !== null)) return false;
  // Older versions allowed user names that are not valid any more, such as `..`.
  if (userId !== null && !OWNER_NAME.test(userId)) return false;
  return revokedAt === null && unconfirmedSince === null && (expiresAt === null || expiresAt > now);
}

function toIdentity({ tenantId, id, role, userId }: ApiKey): Identity {
  return { tenantId, subject: userId ?? id, role, userId, keyId: id };
}
