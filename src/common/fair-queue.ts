import type { Owner } from './owner.js';

type Users<T> = Map<string, Set<T>>;

/**
 * A queue in which a caller does not wait longer because another one has put much into it: the tenants take turns, then the users
 * of a tenant do, and what one user has put in comes out in the order it came.
 */
export class FairQueue<T> {
  /** In the order of turns: who had one goes to the end. Only those that have something in the queue. */
  private readonly tenants = new Map<string, Users<T>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add({ tenantId, userId }: Owner, item: T): void {
    const users: Users<T> = this.tenants.get(tenantId) ?? new Map<string, Set<T>>();
    const items = users.get(userId) ?? new Set<T>();
    this.tenants.set(tenantId, users);
    users.set(userId, items.add(item));
    this.count += 1;
  }

  delete({ tenantId, userId }: Owner, item: T): void {
    const users = this.tenants.get(tenantId);
    const items = users?.get(userId);
    if (!users || !items?.delete(item)) return;
    this.count -= 1;
    if (items.size === 0) users.delete(userId);
    if (users.size === 0) this.tenants.delete(tenantId);
  }

  /** How many items of the tenant, or of the one user, are in the queue. */
  sizeOf({ tenantId, userId }: { readonly tenantId: string; readonly userId?: string }): number {
    const users = this.tenants.get(tenantId);
    if (userId !== undefined) return users?.get(userId)?.size ?? 0;
    let size = 0;
    for (const items of users?.values() ?? []) size += items.size;
    return size;
  }

  /** Takes out whose turn it is. @param mayGo passes over those whose turn has to wait */
  take(mayGo: (owner: Owner) => boolean = () => true): T | undefined {
    for (const [tenantId, users] of this.tenants) {
      for (const [userId, items] of users) {
        const [item] = items;
        if (item === undefined || !mayGo({ tenantId, userId })) continue;
        this.tenants.delete(tenantId);
        users.delete(userId);
        this.tenants.set(tenantId, users);
        users.set(userId, items);
        this.delete({ tenantId, userId }, item);
        return item;
      }
    }
    return undefined;
  }
}
