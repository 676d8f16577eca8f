import { type DeskRole, Session, User } from '@helpdesk/desk';
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { DataSource, MoreThan } from 'typeorm';
import { hashPassword, isPassword } from './passwords.js';

export interface NewUser {
  readonly tenantId: string;
  readonly name: string;
  readonly role: DeskRole;
}

const SESSION_MS = 8 * 60 * 60 * 1000;
/** What a password is held against where there is no such user, so that both take as long. */
const NOBODY = hashPassword(randomUUID());

/** Who may log in, and who is. A session is a random token, of which the database has the digest. */
@Injectable()
export class LoginsService {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns the password, which is told this once */
  async addUser(user: NewUser): Promise<string> {
    const password = randomBytes(18).toString('base64url');
    await this.dataSource
      .getRepository(User)
      .insert({ ...user, id: randomUUID(), passwordHash: await hashPassword(password) });
    return password;
  }

  /** @returns the token of a new session; `null` unless there is such a user and the password is its */
  async logIn(tenantId: string, name: string, password: string): Promise<string | null> {
    const user = await this.dataSource.getRepository(User).findOneBy({ tenantId, name });
    if (!(await isPassword(password, user?.passwordHash ?? (await NOBODY))) || !user) return null;
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + SESSION_MS).toISOString();
    await this.dataSource.getRepository(Session).insert({ tokenDigest: digestOf(token), userId: user.id, expiresAt });
    return token;
  }

  async logOut(token: string): Promise<void> {
    await this.dataSource.getRepository(Session).delete({ tokenDigest: digestOf(token) });
  }

  async findByToken(token: string): Promise<User | null> {
    const now = new Date().toISOString();
    const session = await this.dataSource
      .getRepository(Session)
      .findOneBy({ tokenDigest: digestOf(token), expiresAt: MoreThan(now) });
    return session && this.dataSource.getRepository(User).findOneBy({ id: session.userId });
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
