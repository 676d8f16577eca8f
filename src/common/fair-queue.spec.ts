import { FairQueue } from './fair-queue.js';

const of = (tenantId: string, userId: string) => ({ tenantId, userId });

/** Puts in each text, `tenant/user/n`. */
function filled(...items: readonly string[]): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const item of items) queue.add(ownerOf(item), item);
  return queue;
}

function ownerOf(item: string) {
  const [tenantId = '', userId = ''] = item.split('/');
  return of(tenantId, userId);
}

function emptied(queue: FairQueue<string>): string[] {
  const out: string[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) out.push(item);
  return out;
}

describe('a fair queue', () => {
  it('lets tenants take turns, then the users of each, and keeps the order of one user', () => {
    const queue = filled('a/x/1', 'a/x/2', 'a/x/3', 'a/y/1', 'b/z/1', 'b/z/2', 'c/w/1');
    expect(queue.size).toBe(7);
    expect(emptied(queue)).toEqual(['a/x/1', 'b/z/1', 'c/w/1', 'a/y/1', 'b/z/2', 'a/x/2', 'a/x/3']);
    expect(queue.size).toBe(0);
  });

  it('serves who comes later before the second item of who came first', () => {
    const queue = filled('a/x/1', 'a/x/2', 'a/x/3');
    expect(queue.take()).toBe('a/x/1');
    queue.add(of('b', 'z'), 'b/z/1');
    queue.add(of('a', 'y'), 'a/y/1');
    expect(emptied(queue)).toEqual(['a/x/2', 'b/z/1', 'a/y/1', 'a/x/3']);
  });

  it('passes over who may not go, whose turn stays', () => {
    const queue = filled('a/x/1', 'a/y/1', 'b/z/1');
    expect(queue.take(({ userId }) => userId !== 'x')).toBe('a/y/1');
    expect(queue.take(({ tenantId }) => tenantId === 'c')).toBeUndefined();
    expect(emptied(queue)).toEqual(['b/z/1', 'a/x/1']);
  });

  it('counts what a tenant and a user have in it, and forgets who has nothing', () => {
    const queue = filled('a/x/1', 'a/x/2', 'a/y/1');
    queue.delete(of('a', 'x'), 'a/x/1');
    queue.delete(of('a', 'x'), 'a/x/1');
    expect([queue.size, queue.sizeOf({ tenantId: 'a' }), queue.sizeOf(of('a', 'x'))]).toEqual([2, 2, 1]);
    emptied(queue);
    expect((queue as unknown as { tenants: Map<string, unknown> }).tenants.size).toBe(0);
  });
});
