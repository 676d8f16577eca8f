/** What a request names: things that the owner has, or things that nobody has. */
export interface Target {
  readonly user: string;
  readonly text: string;
  readonly result: string;
  readonly conversation: string;
  readonly question: string;
  readonly answer: string;
  readonly apiKey: string;
  readonly auditRecord: string;
  readonly erasure: string;
  readonly cursor: string;
  readonly idempotencyKey: string;
}

const id = (digit: number) => `019ab0c4-7e5a-7000-8000-00000000000${digit}`;

/** Names of what is not there, all of them well formed. */
export const NOBODYS: Target = {
  user: 'nemo7',
  text: 'what did I ask?',
  idempotencyKey: 'the-key-of-nemo7',
  result: id(1),
  conversation: id(2),
  question: id(3),
  answer: id(4),
  apiKey: id(5),
  auditRecord: id(7),
  erasure: id(8),
  cursor: cursorTo('2026-11-23T12:00:00.000Z'),
};

/** The same, as long as what there is. @param secret of the text, which nobody else may have said */
export function nobodysLike({ cursor, text }: Target, secret: string): Target {
  const [, at = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('|');
  return { ...NOBODYS, text: text.replace(secret, 'c'.repeat(secret.length)), cursor: cursorTo(at) };
}

function cursorTo(at: string): string {
  return Buffer.from(`2|${at}|${id(6)}|${'A'.repeat(22)}`, 'latin1').toString('base64url');
}
