import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';

import { type Account } from './account.js';
import { newId } from './answer.js';
import { Exchange } from './exchange.js';
import { type JournalEntry } from './journal.js';
import { answerMessages, countTokens } from './messages-endpoint.js';
import { getModel, listModels } from './models.js';
import { type Call, readApiKey } from './read-call.js';
import { invalid, SimulatedError, toSimulatedError } from './simulated-error.js';

const MESSAGES = '/v1/messages';
const COUNT = '/v1/messages/count_tokens';
const MODELS = '/v1/models';

/** Handles all paths outside of `/_simulator`, which are those of the real API. */
export async function answerApi(
  account: Account,
  call: Call,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const isMessage = call.path === MESSAGES && call.method === 'POST';
  const entry = toEntry(account, call, req);
  account.journal.add(entry);
  const exchange = new Exchange(res, entry, () => isMessage && account.endMessage());
  const n = isMessage ? account.beginMessage() : 0;
  try {
    checkHeaders(req);
    if (call.raw.length > 0 && call.body === undefined) throw invalid('The request body is not valid JSON');
    if (isMessage) await answerMessages(account, exchange, call.body, n);
    else exchange.sendJson(200, answerOther(call));
  } catch (error) {
    exchange.sendError(toSimulatedError(error));
  }
}

function toEntry(account: Account, { method, path, raw, body }: Call, req: IncomingMessage): JournalEntry {
  const keepsBodies = account.defaults.journal_bodies !== false;
  return {
    n: account.countRequest(),
    atMs: account.clock.nowMs(),
    method,
    path,
    headers: req.headers,
    body: keepsBodies ? (body ?? null) : null,
    body_sha256: keepsBodies ? null : createHash('sha256').update(raw).digest('hex'),
    status: null,
    outcome: 'pending',
    request_id: newId('req'),
    usage: null,
  };
}

function checkHeaders(req: IncomingMessage): void {
  if (readApiKey(req) === undefined) throw new SimulatedError(401, 'x-api-key header is required');
  const version = req.headers['anthropic-version'];
  if (version === undefined) throw invalid('anthropic-version: header is required');
  const isDate = typeof version === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(version);
  if (!isDate) throw invalid(`anthropic-version: ${JSON.stringify(version)} is not a valid version`);
}

function answerOther({ method, path, query, body }: Call): string {
  if (path === COUNT && method === 'POST') return countTokens(body);
  if (path === MODELS && method === 'GET') return JSON.stringify(listModels(new URLSearchParams(query)));
  const isModel = path.startsWith(`${MODELS}/`);
  if (isModel && method === 'GET') return JSON.stringify(getModel(path.slice(MODELS.length + 1)));
  if (isModel || [MESSAGES, COUNT, MODELS].includes(path)) throw new SimulatedError(405, 'Method Not Allowed');
  throw new SimulatedError(404, 'Not found');
}
