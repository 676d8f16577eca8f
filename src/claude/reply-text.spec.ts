import { textOf } from './reply-text.js';

describe('the text of a reply', () => {
  it('joins the text blocks and leaves out thinking and tool use', () => {
    const thinking = { type: 'thinking', thinking: 'hm', text: 'not for the reader', signature: 's' };
    const tool = { type: 'tool_use', name: 't', input: {} };
    expect(textOf([thinking, { type: 'text', text: 'One, ' }, tool, { type: 'text', text: 'two.' }])).toBe('One, two.');
  });

  it('is empty for a reply without text', () => {
    expect(textOf([])).toBe('');
    expect(textOf([{ type: 'text' }])).toBe('');
  });
});
