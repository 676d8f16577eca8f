import { documentTerms, queryTerms } from '../../src/search/search-terms.js';
import { COUNTS } from '../support/counts.js';
import { realTexts } from '../support/real-texts.js';
import { type Service, shareService } from '../support/service.js';
import { type ConversationJson, sentTo, Talk } from '../support/talk.js';

const AT_ONCE = 4;
const USER = 'reader';
/** Every fourth text from packages is also sent in a conversation. */
const EVERY = 4;
const MAX_TITLE = 200;

interface Result {
  readonly id: string;
  readonly input_text: string;
  readonly result: string;
  readonly created_at: string;
}

interface HistoryPage {
  readonly data: readonly Result[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

const shared = shareService();
const TEXTS = realTexts(COUNTS.realTexts);

describe('real texts', () => {
  const texts = TEXTS;
  const results: Result[] = [];
  let service: Service;

  beforeAll(async () => {
    service = await shared.newTenant();
    await inBatches(texts, async (text) => {
      const { body } = await service.analyze(USER, { text }).expect(201);
      // Neighbours share an instant, so that their order is by id.
      service.clock.advance(results.length % AT_ONCE === 0 ? 1 : 0);
      results.push(body as Result);
    });
  });

  it('include long texts and several scripts', () => {
    expect(texts.length).toBeGreaterThanOrEqual(COUNTS.realTexts);
    expect(new Set(texts).size).toBe(texts.length);
    const lengths = texts.map((text) => [...text].length);
    expect(Math.max(...lengths)).toBe(200_000);
    expect(lengths.filter((length) => length > 199_990).length).toBeGreaterThanOrEqual(4);
    for (const script of [/\p{Emoji_Presentation}/u, /\p{Script=Han}/u, /\p{Script=Arabic}/u, /\p{Script=Hebrew}/u]) {
      expect(texts.filter((text) => script.test(text)).length).toBeGreaterThan(0);
    }
  });

  it('are returned byte for byte, in the answer and from the store', async () => {
    const sent = new Set(texts);
    expect(new Set(results.map(({ input_text }) => input_text))).toEqual(sent);
    await inBatches(results, async ({ id, input_text }) => {
      const { body } = await service.call('GET', `/results/${id}`).expect(200);
      const read = Buffer.from((body as Result).input_text);
      expect(read.equals(Buffer.from(input_text))).toBe(true);
    });
  });

  it.each([1, 7, 100])(
    'are listed once each, newest first, in pages of %d',
    async (limit) => {
      const read: Result[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await service.call('GET', `/history/${USER}?limit=${limit}${query}`).expect(200);
        const page = body as HistoryPage;
        expect(page.has_more).toBe(page.next_cursor !== null);
        expect(page.data.length).toBe(page.has_more ? limit : page.data.length);
        read.push(...page.data);
        cursor = page.next_cursor;
      }
      const newestFirst = results.toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
      expect(read.map(({ id }) => id)).toEqual(newestFirst.map(({ id }) => id));
      expect(read.every(({ input_text }, n) => input_text === newestFirst[n]?.input_text)).toBe(true);
    },
    120_000,
  );

  it('are each found by one of their words, and only together with other texts that contain it', async () => {
    const words = new Map<string, Set<string>>();
    for (const { id, input_text, result } of results)
      words.set(id, new Set(await documentTerms(`${input_text}\n${result}`)));
    const owners = await ownersOfWords(results.map(({ id, input_text }) => [id, input_text]));
    await inBatches(results, async ({ id, input_text }) => {
      const word = await rarestWord(input_text, owners);
      const { body } = await service
        .call('GET', `/history/${USER}?limit=100&q=${encodeURIComponent(word)}`)
        .expect(200);
      const found = (body as HistoryPage).data;
      expect(found.map((result) => result.id)).toContain(id);
      expect(found.filter((result) => !words.get(result.id)?.has(word))).toEqual([]);
    });
  });
});

describe('real texts in conversations', () => {
  const texts = TEXTS.filter((_text, n) => n % EVERY === 0 || n >= COUNTS.realTexts);
  const said: { readonly talk: Talk; readonly text: string; readonly title: string }[] = [];
  let service: Service;

  beforeAll(async () => {
    service = await shared.newTenant();
    await inBatches([...texts.entries()], async ([n, text]) => {
      // A line of another text, so that a search by its words matches the title.
      const title = titleIn(texts.at(n - 1) ?? '');
      const talk = await Talk.begin(service, { user_id: USER, title });
      await talk.post(text).expect(201);
      said.push({ talk, text, title });
    });
  });

  it('are read back byte for byte, as messages and as titles', async () => {
    expect(said).toHaveLength(texts.length);
    expect(Math.max(...texts.map((text) => [...text].length))).toBe(200_000);
    await inBatches(said, async ({ talk, text, title }) => {
      expect(isSame((await talk.read()).title, title)).toBe(true);
      const [prompt, answer] = await talk.messages();
      expect(isSame(prompt?.content, text) && isSame(prompt?.text, text)).toBe(true);
      expect(answer).toMatchObject({ role: 'assistant', status: 'complete', parent_id: prompt?.id });
    });
  });

  it('are sent to Claude byte for byte', async () => {
    const sent = (await sentTo(service)).map(({ messages }) => messages.at(-1)?.content);
    expect(new Set(sent)).toEqual(new Set(texts));
  });

  it('are each found by a word of the message and by a word of the title', async () => {
    const words = new Map<string, Set<string>>();
    for (const { talk, title } of said) {
      const messages = await talk.messages();
      const terms = await Promise.all([title, ...messages.map(({ text }) => text)].map(documentTerms));
      words.set(talk.id, new Set(terms.flat()));
    }
    const owners = await ownersOfWords(said.map(({ talk, text }) => [talk.id, text]));
    await inBatches(said, async ({ talk, text, title }) => {
      for (const word of [await rarestWord(text, owners), await rarestWord(title, owners)]) {
        const query = `user_id=${USER}&limit=100&q=${encodeURIComponent(word)}`;
        const { body } = await service.call('GET', `/conversations?${query}`).expect(200);
        const found = (body.data as ConversationJson[]).map(({ id }) => id);
        expect(found).toContain(talk.id);
        expect(found.filter((id) => !words.get(id)?.has(word))).toEqual([]);
      }
    });
  });
});

/** @returns the longest line that is short enough for a title and contains a word */
function titleIn(text: string): string {
  const lines = text.split('\n').filter((line) => [...line].length <= MAX_TITLE && queryTerms(line).length > 0);
  const [longest = 'untitled'] = lines.toSorted((a, b) => b.length - a.length);
  return longest;
}

function isSame(read: unknown, written: string): boolean {
  return typeof read === 'string' && Buffer.from(read).equals(Buffer.from(written));
}

async function ownersOfWords(
  texts: readonly (readonly [id: string, text: string])[],
): Promise<Map<string, Set<string>>> {
  const owners = new Map<string, Set<string>>();
  for (const [id, text] of texts) {
    for (const word of await documentTerms(text)) owners.set(word, (owners.get(word) ?? new Set()).add(id));
  }
  return owners;
}

function placeOf({ created_at, id }: Result): string {
  return `${created_at} ${id}`;
}

/** @returns the word of the text that the fewest other texts contain; the longest if several do */
async function rarestWord(text: string, owners: ReadonlyMap<string, ReadonlySet<string>>): Promise<string> {
  const words = (await documentTerms(text)).toSorted((a, b) => b.length - a.length);
  const [first = ''] = words.toSorted((a, b) => (owners.get(a)?.size ?? 0) - (owners.get(b)?.size ?? 0));
  return first;
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map(work));
  }
}
