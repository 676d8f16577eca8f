import { isDeepStrictEqual } from 'node:util';
import type { RawAnswer } from '../raw-request.js';
import type { Read } from './conversation-record.js';

interface Kept {
  readonly version: number;
  readonly told: Readonly<Record<string, unknown>>;
}

/** What each user has to prefer, by what was answered: of requests at the same time the highest version is the last one. */
export class PreferencesRecord {
  private readonly users = new Map<string, Kept>();

  get size(): number {
    return this.users.size;
  }

  note({ headers, text }: RawAnswer): void {
    const told = JSON.parse(text) as Kept['told'];
    const userId = String(told['user_id']);
    const version = Number(JSON.parse(String(headers.etag)));
    if (version > (this.users.get(userId)?.version ?? 0)) this.users.set(userId, { version, told });
  }

  /** @returns what there is that is not as it was answered */
  async differences(read: Read): Promise<unknown[]> {
    const found = await Promise.all([...this.users.keys()].map((user) => read(`/users/${user}/preferences`)));
    return found.filter((now, n) => !isDeepStrictEqual(now, [...this.users.values()][n]?.told));
  }
}
