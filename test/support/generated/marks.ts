import type { Row } from './conversation-record.js';
import type { Ledger } from './ledger.js';
import type { GeneratedRequest } from './requests.js';
import { cursor, type Mark, MARK } from './values.js';

const NOWHERE: Row = { id: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69', created_at: '2026-11-23T12:00:00.000Z' };
/** A cursor to where there is nothing. */
export const NO_CURSOR = cursorTo(NOWHERE);
/** So few conversations are written to at a time, that they grow; any may be deleted. */
const FEW = 12;
/** One message in so many is taken from anywhere, not from the conversation that the path names. */
const ANYWHERE = 10;
/** One answer in so many is none, but a user's message. */
const NO_ANSWER = 7;

/** The request with what there is in place of its marks; where there is nothing, with what there is not. */
export function withIds(request: GeneratedRequest, { results, conversations, keys }: Ledger): GeneratedRequest {
  const talks = [...conversations.values()].slice(0, request.method === 'DELETE' ? Infinity : FEW);
  const rows = request.path.startsWith('/conversations')
    ? talks.map(({ row }) => row)
    : [...(request.path.startsWith('/keys') ? keys : results).values()];
  const named = fill(request.path, { id: (n) => pick(rows, n).id });
  const talk = conversations.get(named.split(/[/?]/)[2] ?? '');
  const messages = talk ? [...talk.messages.values()] : [];
  const around = (n: number) => (n % ANYWHERE === 0 ? talks.flatMap((any) => [...any.messages.values()]) : messages);
  const places = {
    message: (n: number) => pick(around(n), n).id,
    answer: (n: number) =>
      pick(
        around(n).filter((one) => isAnswer(one) === n % NO_ANSWER > 0),
        n,
      ).id,
    cursor: (n: number) => cursorTo(pick(talk ? messages : rows, n)),
  };
  const body = request.body && Buffer.from(fill(request.body.toString('latin1'), places), 'latin1');
  return { ...request, path: fill(named, places), body };
}

function fill(text: string, places: Partial<Record<Mark, (n: number) => string>>): string {
  return text.replace(MARK, (mark, what: Mark, n: string) => places[what]?.(Number(n)) ?? mark);
}

function pick(rows: readonly Row[], n: number): Row {
  return rows[n % rows.length] ?? NOWHERE;
}

function isAnswer({ role }: Row): boolean {
  return role === 'assistant';
}

function cursorTo({ id, updated_at: updatedAt, created_at: createdAt }: Row): string {
  return cursor(String(updatedAt ?? createdAt), id);
}
