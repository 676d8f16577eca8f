import type { SimulatorStep } from '../../src/simulator/index.js';
import type { Service } from './service.js';
import { idsOf, type MessageJson, type SentRequest, sentTo, type Talk, transcriptOf, type TurnJson } from './talk.js';

/** A model with a window of 200,000 tokens, the smallest there is. */
export const SMALL = 'claude-haiku-4-5';

/** An answer for which Claude counts so many tokens in all, however short its thread is. */
export function counted(tokens: number, more: SimulatorStep = {}): SimulatorStep {
  return { usage: { input_tokens: tokens - 100, output_tokens: 100 }, ...more };
}

/** ConnectionScheduler of the same length, of which the last one is counted so. */
export async function talkUntil(service: Service, talk: Talk, count: number, tokens: number): Promise<TurnJson[]> {
  const turns: TurnJson[] = [];
  for (let n = 0; n < count; n += 1) {
    const text = `answer ${'a'.repeat(93)}`;
    await service.claude.script([n === count - 1 ? counted(tokens, { text }) : { text }]);
    turns.push(await talk.say(`question ${'q'.repeat(91)}`));
  }
  return turns;
}

/** So many characters that begin with a number of their own. */
export function longText(n: number, characters: number): string {
  return `${n}: ${'lorem ipsum '.repeat(characters / 12)}`.slice(0, characters);
}

/** How often Claude was asked what a model can take. */
export async function limitsAsked({ claude }: Service): Promise<string[]> {
  const requests = await claude.requests();
  return requests.filter(({ path }) => path.startsWith('/v1/models')).map(({ path }) => path);
}

/** Everything there is to see of what a request may have done. */
export async function traceOf(service: Service, talk: Talk): Promise<unknown> {
  const { length } = await sentTo(service);
  return { conversation: await talk.read(), tree: idsOf(await talk.tree()), asked: length };
}

/**
 * Where in the transcript of its path a request begins: it has to hold the rest of the path, from a user's message on.
 * @param path up to and with the message that is answered
 */
export function beginningOf(request: SentRequest, path: readonly MessageJson[], beforeFirst = ''): number {
  const lines = transcriptOf(path);
  const sent = request.messages.map(({ role, content }) => {
    const text = typeof content === 'string' ? content : content.map(({ text: said }) => said ?? '').join('');
    return `${role}: ${text}`;
  });
  const start = lines.length - sent.length;
  expect(sent[0]).toBe(lines[start]?.replace(/^user: /, `user: ${beforeFirst}`));
  expect(sent.slice(1)).toEqual(lines.slice(start + 1));
  return start;
}
