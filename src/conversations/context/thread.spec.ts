import { sha256 } from '../../common/index.js';
import type { Message } from '../entities/message.entity.js';
import { answered, pathOf, summaryUpTo, textBlock, THOUGHT } from '../testing/messages.js';
import { markOf, startsOf, type Thread, toClaudeMessages } from './thread.js';

const PATH = pathOf('q0', 'a0', 'q1', 'a1', 'q2', 'a2');

function threadOf(change: Partial<Thread> = {}): Thread {
  return { path: PATH, start: 0, summary: null, system: null, ...change };
}

/** The texts of a request, message by message. */
function textsOf(thread: Thread): unknown[] {
  return toClaudeMessages(thread, 'new').map(({ content }) =>
    typeof content === 'string' ? content : content.map(({ text }) => text),
  );
}

describe('a request', () => {
  it('holds the path from its start, and the new message', () => {
    expect(textsOf(threadOf())).toEqual(['q0', ['a0'], 'q1', ['a1'], 'q2', ['a2'], 'new']);
    expect(textsOf(threadOf({ start: 4 }))).toEqual(['q2', ['a2'], 'new']);
    expect(textsOf(threadOf({ start: 6 }))).toEqual(['new']);
    expect(textsOf(threadOf({ path: [] }))).toEqual(['new']);
  });

  it("begins with the summary, inside the first user's message", () => {
    const summary = '<summary_of_the_conversation_so_far>\nthe gist\n</summary_of_the_conversation_so_far>';
    const thread = threadOf({ start: 4, summary: summaryUpTo(3, 'the gist') });
    expect(textsOf(thread)).toEqual([[summary, 'q2'], ['a2'], 'new']);
    expect(textsOf({ ...thread, start: 6 })).toEqual([[summary, 'new']]);
  });

  it.each([0, 2, 4, 6])('begins with a user, and roles alternate, from %i, with a summary and without', (start) => {
    for (const summary of [null, summaryUpTo(start, 'the gist')]) {
      const roles = toClaudeMessages(threadOf({ start, summary }), 'new').map(({ role }) => role);
      expect(roles).toEqual(roles.map((_role, index) => (index % 2 === 0 ? 'user' : 'assistant')));
      expect(roles.at(-1)).toBe('user');
    }
  });

  it('leaves no message of a user out whose answer says nothing: it is one with the next', () => {
    const path = pathOf('q0', answered([]), 'q1', answered([THOUGHT]), 'q2', 'a2', 'q3', answered([textBlock(' ')]));
    expect(textsOf(threadOf({ path }))).toEqual([['q0', 'q1', 'q2'], ['a2'], ['q3', 'new']]);
    const summary = summaryUpTo(1, 'the gist');
    expect(textsOf(threadOf({ path, start: 2, summary }))[0]).toEqual([
      expect.stringContaining('the gist'),
      'q1',
      'q2',
    ]);
  });

  it('may begin at each message of a user, and nowhere else', () => {
    expect(startsOf(PATH)).toEqual([0, 2, 4]);
    expect(startsOf([])).toEqual([]);
  });
});

describe('thinking', () => {
  const blocks = [THOUGHT, textBlock('said')];
  const system = 'Be brief.';
  const mark = { contextFromId: 'm2', summaryId: 's1', systemDigest: sha256(system) };
  const marked = (change: Partial<Message>): Thread => {
    const path = pathOf('q0', 'a0', 'q1', answered(blocks, { ...mark, ...change }));
    return { path, start: 2, summary: summaryUpTo(1, 'the gist'), system };
  };
  const contentOf = (thread: Thread) => toClaudeMessages(thread, 'new').at(-2)?.content;

  it('is sent where everything before it is as it was when Claude thought it', () => {
    expect(contentOf(marked({}))).toEqual(blocks);
  });

  it.each<[string, Partial<Message>]>([
    ['another beginning', { contextFromId: null }],
    ['another summary', { summaryId: 's0' }],
    ['no summary', { summaryId: null }],
    ['another system text', { systemDigest: sha256('Be verbose.') }],
    ['no system text', { systemDigest: null }],
  ])('that was thought with %s is left out', (_name, change) => {
    expect(contentOf(marked(change))).toEqual([textBlock('said')]);
  });
});

describe('what an answer notes', () => {
  it('is nothing where the whole path was sent', () => {
    expect(markOf(threadOf(), 'new')).toEqual({ contextFromId: null, summaryId: null, systemDigest: null });
  });

  it('is the first message sent, the summary, and which system text', () => {
    const thread = threadOf({ start: 4, summary: summaryUpTo(3, 'the gist'), system: 'Be brief.' });
    expect(markOf(thread, 'new')).toEqual({
      contextFromId: 'm4',
      summaryId: 's3',
      systemDigest: sha256('Be brief.'),
    });
  });

  it('is the new message itself where nothing before it was sent', () => {
    expect(markOf(threadOf({ start: 6 }), 'new').contextFromId).toBe('new');
  });
});
