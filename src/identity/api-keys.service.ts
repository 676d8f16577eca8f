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
import { refuseMistakes } from './new-key.js';

const MINUTE_MS = 60_000;

/** Makes API keys, revokes them, and knows whose they are. What is done with them is recorded; that one is used is not. */
@Injectable()
export class ApiKeysService {
  private readonly logger: Log;
  /** The keys whose use is being noted, so that requests at once note it once. */
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
   * Makes a key; this is the only time that it is told.
   * @param asked `userId` with the role `user` only. `expiresAt` @default never
   * @throws ValidationFailedError for a user without its role, a role without its user, or a time that has passed
   */
  async create(tenantId: string, asked: NewApiKey): Promise<CreatedApiKey> {
    const now = this.clock.now();
    refuseMistakes(tenantId, asked, now);
    const { role, userId = null, expiresAt = null, isUnconfirmed = false } = asked;
    const of = { tenantId, userId };
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
    return this.audit.attempt(of, created, () =>
      this.unitOfWork.run(async () => {
        await this.audit.record(of, { ...created, subjectId: row.id });
        const facts = { keyId: row.id, role, expiresAt };
        this.unitOfWork.afterCommit(() => this.events.emit('key.created', of, facts));
        return { key, row: await this.keys.insert(tenantId, row) };
      }),
    );
  }

  /** The tenant's keys, newest first, those that no longer count among them. */
  list(tenantId: string, page: PageRequest): Promise<Page<ApiKey>> {
    const [of, listed] = [{ tenantId, userId: null }, { action: 'keys.listed' } as const];
    return this.audit.attempt(of, listed, async () => {
      const found = await this.keys.findPage(tenantId, page);
      await this.audit.note(of, { ...listed, detail: listDetail(found.rows) });
      return found;
    });
  }

  /** From now on it counts nowhere; revoking it again changes nothing. @throws ApiKeyNotFoundError */
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
   * Lets a key count that was made with AUTH_MODE=none; of any other key it changes nothing.
   * @throws ApiKeyNotFoundError also for a key that was revoked
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

  /** For the operator, who names a key by its id alone. @returns `null` where there is no such key */
  tenantOf(id: string): Promise<string | null> {
    return this.keys.findTenantForOperator(id);
  }

  /** For the operator: the keys of all tenants, newest first. */
  async listAll(page: PageRequest): Promise<Page<ApiKey>> {
    const found = await this.keys.findPageForOperator(page);
    // Each tenant's trail says what was seen of its own.
    for (const tenantId of new Set(found.rows.map((row) => row.tenantId))) {
      const detail = listDetail(found.rows.filter((row) => row.tenantId === tenantId));
      await this.audit.note({ tenantId, userId: null }, { action: 'keys.listed', detail });
    }
    return found;
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

function counts({ role, userId, revokedAt, expiresAt, unconfirmedSince }: ApiKey, now: Date): boolean {
  // A key for one user that names none would be a key for all of them.
  if ((role === 'user') !== (userId !== null)) return false;
  // It may have been made when a user could be called `..`.
  if (userId !== null && !OWNER_NAME.test(userId)) return false;
  return revokedAt === null && unconfirmedSince === null && (expiresAt === null || expiresAt > now);
}

function toIdentity({ tenantId, id, role, userId }: ApiKey): Identity {
  return { tenantId, subject: userId ?? id, role, userId, keyId: id };
}
