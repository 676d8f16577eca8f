import { type Service, shareService } from '../support/service.js';
import { Talk } from '../support/talk.js';

/** Half of the largest text; a page has room for few of them. */
const LONG = 'A long text. '.repeat(15_000);
/** In bytes: a page holds 4 MB of stored texts and the rest of its last row, and a message contains its text twice. */
const MOST_BYTES = 9_500_000;

interface PageJson {
  readonly data: readonly { readonly id: string; readonly input_text?: string; readonly text?: string }[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

describe('a page of long texts ends early, and the next page continues after it', () => {
  const shared = shareService();
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  /** @returns every page of a list */
  async function pagesOf(path: string): Promise<PageJson[]> {
    const pages: PageJson[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const asked: string = cursor === '' ? path : `${path}&cursor=${cursor}`;
      const { body, text } = await service.call('GET', asked).expect(200);
      expect(text.length).toBeLessThan(MOST_BYTES);
      const page = body as PageJson;
      expect(page.has_more).toBe(page.next_cursor !== null);
      pages.push(page);
      cursor = page.next_cursor;
    }
    return pages;
  }

  it('in a history, with and without filters', async () => {
    const texts = Array.from({ length: 26 }, (_, n) => `${n} ${LONG}`);
    for (const text of texts) await service.analyze('alice', { text }).expect(201);
    for (const filter of ['limit=100', 'limit=100&model=claude-sonnet-5-5', 'limit=100&q=long', 'limit=25']) {
      const pages = await pagesOf(`/history/alice?${filter}`);
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flatMap(({ data }) => data.map(({ input_text }) => input_text))).toEqual(texts.toReversed());
    }
    const export_ = await service.call('GET', '/users/alice/export').expect(200);
    expect(export_.text.match(/"type":"result"/g)).toHaveLength(texts.length);
  });

  it('in a conversation, along a path and through the tree', async () => {
    const talk = await Talk.begin(service, { context: 'trim' });
    for (let n = 0; n < 25; n += 1) await talk.post(`${n} ${LONG}`).expect(201);
    const whole = (await pagesOf(`/conversations/${talk.id}/messages?limit=1`)).flatMap(({ data }) => data);
    expect(whole).toHaveLength(50);
    for (const view of ['view=path', 'view=path&limit=100', 'view=tree']) {
      const pages = await pagesOf(`/conversations/${talk.id}/messages?${view}`);
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flatMap(({ data }) => data)).toEqual(whole);
    }
  });

  it('in a list of conversations', async () => {
    for (let n = 0; n < 26; n += 1) await Talk.begin(service, { title: String(n), system: LONG });
    const pages = await pagesOf('/conversations?user_id=alice&limit=100');
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap(({ data }) => data)).toHaveLength(26);
  });
});
