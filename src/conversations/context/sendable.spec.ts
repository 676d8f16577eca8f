import type { ContentBlock } from '../../claude/index.js';
import { answered, said, textBlock, THOUGHT } from '../testing/messages.js';
import { canGoOnFrom, endsTurn, isBrokenOff, toClaudeMessage, waitsForTool } from './sendable.js';

const TOMORROW = { type: 'block_of_tomorrow', data: { nested: [1, null] } };
const BLOCKS = [THOUGHT, textBlock('Lisbon.'), TOMORROW, textBlock('In May.')];
const TEXTS = [textBlock('Lisbon.'), textBlock('In May.')];

describe('what Claude is sent of a message', () => {
  it("is a user's text as it was written", () => {
    expect(toClaudeMessage(said(' Where?\n'), true)).toEqual({ role: 'user', content: ' Where?\n' });
  });

  it("is every block of Claude's, untouched, known or not, where nothing before it has changed", () => {
    const message = answered(BLOCKS);
    expect(toClaudeMessage(message, true)).toEqual({ role: 'assistant', content: BLOCKS });
    expect(JSON.stringify(toClaudeMessage(message, true).content)).toBe(JSON.stringify(BLOCKS));
  });

  it('is only what Claude said where something before it has changed: thinking is bound to that', () => {
    expect(toClaudeMessage(answered(BLOCKS), false)).toEqual({ role: 'assistant', content: TEXTS });
  });

  it.each(['interrupted', 'aborted'])('is only what Claude said of an answer that was %s', (stopReason) => {
    const message = answered(BLOCKS, { stopReason });
    expect(isBrokenOff(message)).toBe(true);
    expect(toClaudeMessage(message, true).content).toEqual(TEXTS);
  });

  it('has no blank text, which Claude sends and does not take', () => {
    const message = answered([THOUGHT, textBlock(' \n'), textBlock(''), textBlock('Yes.')]);
    expect(toClaudeMessage(message, true).content).toEqual([THOUGHT, textBlock('Yes.')]);
    expect(toClaudeMessage(message, false).content).toEqual([textBlock('Yes.')]);
  });
});

describe('a conversation', () => {
  it.each(['end_turn', 'max_tokens', 'stop_sequence', 'interrupted', 'aborted', 'a reason of tomorrow'])(
    'goes on from an answer that ended with %s and says something',
    (stopReason) => expect(canGoOnFrom(answered('Lisbon.', { stopReason }))).toBe(true),
  );

  it.each([
    ['without a block', answered([])],
    ['of blank text', answered([textBlock(' \n')])],
    ['of a thought alone', answered([THOUGHT], { stopReason: 'max_tokens' })],
  ])('goes on by itself from a whole answer %s, of which nothing is sent', (_name, message) => {
    expect(endsTurn(message)).toBe(true);
    expect(canGoOnFrom(message)).toBe(false);
    expect(toClaudeMessage(message, true).content).toEqual([]);
  });

  it.each([
    ["a user's message", said('Where?')],
    ['a refusal', answered('I cannot help with that.', { stopReason: 'refusal' })],
    ['a thought that was broken off', answered([THOUGHT], { stopReason: 'aborted' })],
    ['nothing that was broken off', answered([], { stopReason: 'interrupted' })],
  ])('does not go on from %s', (_name, message) => {
    expect(canGoOnFrom(message)).toBe(false);
    expect(endsTurn(message)).toBe(false);
  });

  it.each<[boolean, ContentBlock[]]>([
    [true, [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }]],
    [true, [textBlock('Let me look.'), { type: 'server_tool_use', id: 'srvtoolu_1', name: 'look', input: {} }]],
    [
      false,
      [
        { type: 'server_tool_use', id: 'srvtoolu_1', name: 'look', input: {} },
        { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
      ],
    ],
    [false, [textBlock('Done.')]],
  ])('waits for a tool: %p, after %j', (waits, content) => {
    expect(waitsForTool(toClaudeMessage(answered(content), true))).toBe(waits);
  });
});
