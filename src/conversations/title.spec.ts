import { titleOf } from './title.js';

const characters = (text: string | null) => Array.from(text ?? '');

it.each([
  ['Where should I go in May?', 'Where should I go in May?'],
  ['\n \t\n  Where   should\tI go?\r\nAnd when?', 'Where should I go?'],
  ['x'.repeat(80), 'x'.repeat(80)],
  ['世界'.repeat(40), '世界'.repeat(40)],
])('is the first line of %j that says something, its spaces made one', (text, title) => {
  expect(titleOf(text)).toBe(title);
});

it('is cut between words where the line is long', () => {
  expect(titleOf('word '.repeat(30))).toBe(`${'word '.repeat(14)}word…`);
});

it.each([
  ['a word longer than a title', 'x'.repeat(81)],
  ['a word that would leave little', `a ${'x'.repeat(100)}`],
  ['a language without spaces', '世'.repeat(200_000)],
])('is cut inside %s, 80 characters long', (_name, text) => {
  expect(titleOf(text)).toBe(`${characters(text).slice(0, 79).join('')}…`);
});

it.each([0, 1, 2])('never holds half a character, wherever it is cut (%i)', (n) => {
  const title = titleOf('a'.repeat(n) + '🦊'.repeat(100));
  expect(title?.isWellFormed()).toBe(true);
  expect(characters(title)).toHaveLength(80);
});

it.each(['', ' \n\t\r\n '])('is none where nothing is said: %j', (text) => {
  expect(titleOf(text)).toBeNull();
});
