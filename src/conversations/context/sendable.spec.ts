import { answered, said, textBlock, THOUGHT } from '../testing/messages.js';
import { canGoOnFrom, isBrokenOff, toClaudeMessage } from './sendable.js';

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
    ["a user's message", said('Where?')],
    ['a refusal', answered('I cannot help with that.', { stopReason: 'refusal' })],
    ['an answer without a block', answered([])],
    ['blank text', answered([textBlock(' \n')])],
    ['a thought alone', answered([THOUGHT], { stopReason: 'max_tokens' })],
    ['a thought that was broken off', answered([THOUGHT], { stopReason: 'aborted' })],
  ])('does not go on from %s', (_name, message) => {
    expect(canGoOnFrom(message)).toBe(false);
  });
});
