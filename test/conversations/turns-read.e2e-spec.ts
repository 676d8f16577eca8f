import { walk } from '../support/pages.js';
import { type Service, startService } from '../support/service.js';
import { idsOf, type MessageJson, Talk } from '../support/talk.js';

const UNKNOWN_ID = '01a206d0-3980-74cc-b8c9-a31c0612d36f';

describe('GET /conversations/{id}/messages', () => {
  let service: Service;
  let talk: Talk;
  /** In the order of writing: seven turns, then a branch of two turns from the third. */
  const written: string[] = [];
  let trunk: string[];
  let branch: string[];

  beforeAll(async () => {
    service = await startService();
    talk = await Talk.begin(service);
    const say = async (content: string, more: object = {}) => {
      const { user_message, assistant_message } = await talk.say(content, more);
      written.push(user_message.id, assistant_message.id);
      if (written.length % 4 === 0) service.clock.advance(1000); // every four messages share a millisecond
    };
    for (let n = 1; n <= 7; n += 1) await say(`trunk ${n}`);
    await say('branch 1', { parent_id: written[5] });
    await say('branch 2');
    trunk = written.slice(0, 14);
    branch = [...written.slice(0, 6), ...written.slice(14)];
  });
  afterAll(() => service.stop());

  const read = (query = '') => service.call('GET', `${talk.path}/messages${query}`);

  it('returns the branch written last, from the first message on, in one page', async () => {
    const { body } = await read().expect(200);
    expect(idsOf(body.data)).toEqual(branch);
    expect(body).toMatchObject({ has_more: false, next_cursor: null });
  });

  it('returns the path to any message, of the user or of Claude', async () => {
    expect(idsOf(await talk.messages(`?leaf_id=${trunk[13]}`))).toEqual(trunk);
    expect(idsOf(await talk.messages(`?leaf_id=${trunk[4]}&view=path`))).toEqual(trunk.slice(0, 5));
  });

  it('returns every message of every branch as a tree, in the order of writing', async () => {
    const tree = await talk.tree();
    expect(idsOf(tree)).toEqual(written);
    expect(tree[14]?.parent_id).toBe(written[5]);
    const byId = new Map(tree.map((message) => [message.id, message]));
    for (const message of await talk.messages()) expect(byId.get(message.id)).toEqual(message);
  });

  it.each([1, 3, 4, 10, 14, 100])('lists every message once, in order, in pages of %i', async (limit) => {
    for (const [query, ids] of [
      ['', branch],
      [`leaf_id=${trunk[13]}`, trunk],
      ['view=tree', written],
    ] as const) {
      const { rows, pages } = await walk<MessageJson>(service, `${talk.path}/messages?${query}&limit=${limit}`);
      expect(idsOf(rows)).toEqual(ids);
      expect(pages).toBe(Math.ceil(ids.length / limit));
    }
  });

  it('returns a message at the end of a page like any other', async () => {
    const { body } = await read('?limit=1').expect(200);
    expect(body.data[0].status).toBe('complete');
  });

  it('answers 404 for a message that does not exist or is in another conversation', async () => {
    const other = (await (await Talk.begin(service)).say('elsewhere')).assistant_message;
    const problems = [];
    for (const id of [UNKNOWN_ID, other.id]) {
      problems.push((await read(`?leaf_id=${id}`).expect(404)).body);
    }
    expect(problems[0]).toMatchObject({ code: 'not_found' });
    expect(problems[1]).toEqual(problems[0]);
  });

  it.each(['leaf_id=42', 'leaf_id=', 'view=list', 'limit=0', 'limit=101', 'cursor=x', 'cursor=', 'role=user'])(
    'refuses the query %p',
    async (query) => {
      const { body } = await read(`?${query}`).expect(400);
      expect(body.errors[0].field).toBe(query.split('=')[0]);
    },
  );

  it('refuses a cursor of another conversation', async () => {
    const other = await Talk.begin(service);
    await other.say('elsewhere');
    const { body } = await service.call('GET', `${other.path}/messages?limit=1`).expect(200);
    const { body: problem } = await read(`?cursor=${body.next_cursor}`).expect(400);
    expect(problem.errors[0].field).toBe('cursor');
  });
});
