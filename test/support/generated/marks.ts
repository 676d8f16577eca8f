import { OWNER_NAME } from '../../../src/common/index.js';
import { toListPage } from '../../../src/http/index.js';
import type { Row } from './conversation-record.js';
import type { Ledger } from './ledger.js';
import type { GeneratedRequest } from './requests.js';
import { cursor, type Mark, MARK } from './values.js';

const NOWHERE: Row = { id: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69', created_at: '2026-11-23T12:00:00.000Z' };
/** What every cursor to where there is nothing begins with, whatever its list. */
export const NO_CURSOR = cursorTo(NOWHERE, '').replace(/.{2}$/, '');
/** Of no list. */
const NO_SCOPE = 'A'.repeat(22);
/** Parameters that are read as times, so that one is the same however it is written. */
const INSTANTS = new Set(['from', 'to']);
/** So few conversations are written to at a time, that they grow; any may be deleted. */
const FEW = 12;
/** One message in so many is taken from anywhere, not from the conversation that the path names. */
const ANYWHERE = 10;
/** One answer in so many is none, but a user's message. */
const NO_ANSWER = 7;

/** The request with what there is in place of its marks; where there is nothing, with what there is not. */
export function withIds(asked: GeneratedRequest, ledger: Ledger, databaseId: string): GeneratedRequest {
  const { conversations } = ledger;
  const request = asked.method === 'DELETE' ? ofNobody(asked) : asked;
  const talks = [...conversations.values()].slice(0, request.method === 'DELETE' ? Infinity : FEW);
  const rows = request.path.startsWith('/conversations')
    ? talks.map(({ row }) => row)
    : [...rowsOf(request, ledger).values()];
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
  };
  const path = fill(named, places);
  const scope = scopeOf(path, databaseId);
  const cursorOf = { cursor: (n: number) => cursorTo(pick(talk ? messages : rows, n), scope) };
  const body = request.body && Buffer.from(fill(request.body.toString('latin1'), places), 'latin1');
  return { ...request, path: fill(path, cursorOf), body };
}

function rowsOf({ path }: GeneratedRequest, { keys, erasures, records, results }: Ledger): Map<string, Row> {
  if (path.startsWith('/keys')) return keys;
  if (path.startsWith('/erasures')) return erasures;
  return path.startsWith('/audit') ? records : results;
}

/** Who is erased is nobody of whom the ledger knows anything. */
function ofNobody(request: GeneratedRequest): GeneratedRequest {
  const [, name, rest = ''] = /^\/users\/([^/?]+)(\?.*)?$/.exec(request.path) ?? [];
  if (name === undefined || !/^([\w.~:@-]|%[0-9a-f]{2})+$/i.test(name)) return request;
  const decoded = Buffer.from(
    name.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  );
  if (!OWNER_NAME.test(decoded.toString('latin1'))) return request;
  return { ...request, path: `/users/nobody-${encodeURIComponent(decoded.toString('latin1').slice(0, 100))}${rest}` };
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

function cursorTo({ id, updated_at: updatedAt, created_at: createdAt }: Row, scope: string): string {
  return cursor(String(updatedAt ?? createdAt), id, scope);
}

/** Of the list that a request asks for, with the parameters that it has. */
function scopeOf(path: string, databaseId: string): string {
  if (!URL.canParse(path, 'http://localhost')) return NO_SCOPE;
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const [, list = '', whose] = pathname.split('/');
  const filter = [...searchParams].filter(([name]) => name !== 'limit' && name !== 'cursor');
  const query = Object.fromEntries(filter.map(([name, text]) => [name, INSTANTS.has(name) ? new Date(text) : text]));
  const name = list === 'conversations' && whose !== undefined ? 'messages' : list;
  // What cannot be decoded is refused before anybody looks at a cursor.
  const named = whose === undefined || /%(?![0-7][0-9a-f])/i.test(whose) ? [] : [decodeURIComponent(whose)];
  return toListPage(name, databaseId, ['default', ...named], query).scope;
}
