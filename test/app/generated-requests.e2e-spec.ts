import fc from 'fast-check';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DatabaseIdentityRepository } from '../../src/database/index.js';
import { COUNTS } from '../support/counts.js';
import { conforms, operationOf } from '../support/kept/conforms.js';
import type { Row } from '../support/generated/conversation-record.js';
import { isRejected, Ledger } from '../support/generated/ledger.js';
import { NO_CURSOR, withIds } from '../support/generated/marks.js';
import { type Operation, operationsOf } from '../support/generated/operations.js';
import { type GeneratedRequest, requestsTo } from '../support/generated/requests.js';
import { type RawAnswer, sendRaw } from '../support/raw-request.js';
import { type Service, startService } from '../support/service.js';

const REQUESTS = COUNTS.generatedRequests;
const SEED = Number(process.env['REPRISE_FUZZ_SEED'] ?? 20261123);
const AT_ONCE = 6;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const KINDS = ['valid', 'body', 'path', 'query', 'headers'] as const;

/** The documented code of each status that a client can cause by its input. */
const CODES: Readonly<Record<number, string | readonly string[]>> = {
  400: 'validation_failed',
  402: 'budget_exceeded',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: ['conversation_busy', 'legal_hold'],
  412: 'precondition_failed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  431: 'validation_failed',
};

describe('generated requests', () => {
  let service: Service;
  let operations: Operation[];
  const ledger = new Ledger();
  const sent: { request: GeneratedRequest; answer: RawAnswer }[] = [];
  const read = async (path: string): Promise<unknown> => (await service.call('GET', path).expect(200)).body;

  beforeAll(async () => {
    process.stdout.write(`REPRISE_FUZZ_SEED=${SEED}\n`);
    service = await startService();
    operations = operationsOf(service.document);
    const databaseId = await service.app.get(DatabaseIdentityRepository, { strict: false }).get();
    const requests = requestsToAll(operations);
    for (let start = 0; start < requests.length; start += AT_ONCE) {
      const batch = requests.slice(start, start + AT_ONCE).map((request) => withIds(request, ledger, databaseId));
      const answers = await Promise.all(batch.map((request) => send(service, request)));
      for (const [n, request] of batch.entries()) {
        const answer = answers[n] as RawAnswer;
        sent.push({ request, answer });
        ledger.note(request, answer);
      }
      await ledger.settle(read);
    }
  });

  afterAll(() => service.stop());

  function offenders(isWrong: (request: GeneratedRequest, answer: RawAnswer) => unknown): string[] {
    return sent
      .filter(({ request, answer }) => isWrong(request, answer))
      .slice(0, 5)
      .map(({ request, answer }) => `${describeRequest(request)}\n  → ${answer.status} ${answer.text.slice(0, 500)}`);
  }

  it('reach every operation, both successfully and with errors', () => {
    expect(sent).toHaveLength(REQUESTS);
    const statuses = new Set(sent.map(({ answer }) => answer.status));
    for (const status of [200, 201, 204, 400, 404, 405, 412, 413, 415]) expect(statuses).toContain(status);
    const reached = (isAnswered: boolean) => {
      const some = sent.filter(({ answer }) => answer.status < 300 === isAnswered);
      return new Set(some.map(({ request: { method, path } }) => operationOf(service.document, method, path)));
    };
    const [answered, refused] = [reached(true), reached(false)];
    const missed = operations.filter(({ method, template, parameters, body }) => {
      const operation = operationOf(service.document, method, template);
      const canBeRefused = parameters.length > 0 || body !== null;
      return !answered.has(operation) || (canBeRefused && !refused.has(operation));
    });
    expect(missed).toEqual([]);
    expect(ledger.results.size).toBeGreaterThan(REQUESTS / 72);
    expect(ledger.conversations.size).toBeGreaterThan(REQUESTS / 72);
    // The more conversations there are, the more messages find one: the number of turns grows quadratically.
    expect(ledger.counts()['messages']).toBeGreaterThan(REQUESTS ** 2 / 64_800);
    // Nothing can be deleted of users under a legal hold.
    expect(ledger.deleted).toBeGreaterThan(REQUESTS / 360);
    expect(ledger.preferences.size).toBeGreaterThan(3);
  });

  it('never cause a 500', () => {
    expect(offenders((_request, { status }) => status >= 500)).toEqual([]);
    expect(service.log.filter((line) => line.includes('unexpected error'))).toEqual([]);
  });

  it('are refused with a problem document that has a documented code', () => {
    expect(offenders(({ method }, answer) => answer.status >= 400 && !isProblem(method, answer))).toEqual([]);
  });

  it('never make the service send Claude an invalid thread', () => {
    const isOurs = (answer: RawAnswer) =>
      isRejected(answer) && /signature|alternate|first message|prefill/.test(answer.text);
    expect(offenders((_request, answer) => isOurs(answer))).toEqual([]);
  });

  it('are answered if they are valid according to the document', () => {
    expect(offenders((request, answer) => request.kind === 'valid' && !isFine(request, answer))).toEqual([]);
  });

  it('are refused if they are certainly invalid', () => {
    const isTaken = ({ refused }: GeneratedRequest, { status }: RawAnswer) =>
      refused.length > 0 && !refused.includes(status);
    expect(offenders(isTaken)).toEqual([]);
  });

  it('are answered as the OpenAPI document describes', () => {
    expect(offenders((request, answer) => faultByDocument(service, request, answer))).toEqual([]);
  });

  it('are answered with a request id: the given one if it is valid, otherwise a new one', () => {
    const isWrong = ({ headers }: GeneratedRequest, answer: RawAnswer) => {
      const given = headers['x-request-id'];
      const isSane = typeof given === 'string' && /^[A-Za-z0-9._~:@=+/-]{1,128}$/.test(given);
      const id = String(answer.headers['x-request-id']);
      return isSane && answer.status !== 431 ? id !== given : !UUID.test(id);
    };
    expect(offenders(isWrong)).toEqual([]);
  });

  it('leave exactly the rows that their answers reported, with the same values', async () => {
    expect(ledger.faults).toEqual([]);
    const dataSource = service.app.get<DataSource>(getDataSourceToken());
    for (const [table, expected] of Object.entries(ledger.counts())) {
      const [row] = await dataSource.query<{ n: string | number }[]>(`SELECT count(*) AS n FROM ${table}`);
      expect([table, Number(row?.n)]).toEqual([table, expected]);
    }
    for (const [id, { cached, ...answered }] of ledger.results) {
      const result = (await read(`/results/${id}`)) as Row;
      expect(result).toMatchObject(answered);
      if (cached === false) expect(result['cached']).toBe(false);
    }
    expect(await ledger.preferences.differences(read)).toEqual([]);
    for (const talk of ledger.conversations.values()) expect(await talk.settle(read)).toEqual([]);
  });

  it('leave the service live and working', async () => {
    await service.call('GET', '/health/ready').expect(200, { status: 'ok' });
    const first = await service.analyze('carol', { text: 'after all that' }).expect(201);
    const again = await service.analyze('carol', { text: 'after all that' }).expect(200);
    expect(again.body).toEqual({ ...(first.body as Row), cached: true });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

/** Mostly requests to complex operations, but some to each operation, so that even a short run reaches them all. */
function requestsToAll(operations: readonly Operation[]): GeneratedRequest[] {
  const some = operations.flatMap((operation) => {
    const requests = fc.sample(requestsTo(operation), { numRuns: 60, seed: SEED });
    return KINDS.flatMap((wanted) => requests.filter(({ kind }) => kind === wanted).slice(0, 3));
  });
  const weighted = operations.map((operation) => ({ weight: weightOf(operation), arbitrary: requestsTo(operation) }));
  const more = fc.sample(fc.oneof(...weighted), { numRuns: REQUESTS - some.length, seed: SEED });
  const inAnyOrder = fc.shuffledSubarray(some, { minLength: some.length });
  return [...more, ...fc.sample(inAnyOrder, { numRuns: 1, seed: SEED }).flat()];
}

/** Operations that call Claude are the most complex, followed by operations with a body. */
function weightOf({ parameters, body }: Operation): number {
  if (parameters.some(({ name }) => name === 'Idempotency-Key')) return 8;
  return body === null ? 1 : 4;
}

async function send({ url }: Service, request: GeneratedRequest): Promise<RawAnswer> {
  try {
    return await sendRaw(url, request);
  } catch (error) {
    throw new Error(`no answer to ${describeRequest(request)}`, { cause: error });
  }
}

function isProblem(method: string, { status, headers, text }: RawAnswer): boolean {
  if (!String(headers['content-type']).startsWith('application/problem+json')) return false;
  if (method === 'HEAD') return text === '';
  const problem = JSON.parse(text) as Record<string, unknown>;
  return problem['status'] === status && [CODES[status]].flat().includes(String(problem['code']));
}

/**
 * A valid request may still fail: with 402 for a model without a known price under a budget, with 404 for a deleted or
 * made-up id, with 409 for a busy conversation or a user under a legal hold, with 400 for a parent that is not an
 * answer or a user_id that does not match the role of a key, and because Claude rejects a text or a model.
 */
function isFine({ path }: GeneratedRequest, answer: RawAnswer): boolean {
  if (answer.status < 300 || [402, 404, 409].includes(answer.status) || isRejected(answer)) return true;
  return (
    path.includes(NO_CURSOR) ||
    /parent_id must name an answer|user_id is (required for a key|allowed with the role)|after_seq must be the last_seq/.test(
      answer.text,
    )
  );
}

function faultByDocument(service: Service, { method, path }: GeneratedRequest, answer: RawAnswer): unknown {
  // A 304 has no body to describe; a 431 is sent before the address is read.
  if (!operationOf(service.document, method, path) || [304, 431].includes(answer.status)) return null;
  try {
    conforms(service.document, method, path, answer);
    return null;
  } catch (error) {
    return error;
  }
}

function describeRequest({ kind, method, path, headers, body }: GeneratedRequest): string {
  const start = body === null ? '' : JSON.stringify(body.toString('latin1').slice(0, 300));
  return `[${kind}] ${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)} ${start}`;
}
