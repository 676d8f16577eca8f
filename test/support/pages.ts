import type { Service } from './service.js';

/** Everything that a list has, page by page along the `Link` headers. */
export async function walk<T>(service: Service, firstPath: string): Promise<{ rows: T[]; pages: number }> {
  const rows: T[] = [];
  let path = firstPath;
  for (let pages = 1; ; pages += 1) {
    const { body, headers } = await service.call('GET', path).expect(200);
    rows.push(...(body.data as T[]));
    expect(body.has_more).toBe(body.next_cursor !== null);
    if (!body.has_more) {
      expect(headers['link']).toBeUndefined();
      return { rows, pages };
    }
    const next = /^<([^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1] ?? '';
    const { searchParams } = new URL(next, service.url);
    expect(searchParams.get('cursor')).toBe(body.next_cursor);
    searchParams.delete('cursor');
    const asked = new URL(firstPath, service.url).searchParams;
    expect([...searchParams]).toEqual([...asked]);
    // A page that leads to itself would lead nowhere.
    expect(next).not.toBe(path);
    path = next;
  }
}
