import fc from 'fast-check';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Response } from 'supertest';
import type { DataSource } from 'typeorm';
import { conforms, operationOf } from './support/conforms.js';
import { operationsOf } from './support/generated/operations.js';
import { type GeneratedRequest, requestsTo } from './support/generated/requests.js';
import { ID_MARK } from './support/generated/values.js';
import { type RawAnswer, sendRaw } from './support/raw-request.js';
import { type Service, startService } from './support/service.js';

const REQUESTS = 3000;
const SEED = Number(process.env['REPRISE_FUZZ_SEED'] ?? 20261123);
const AT_ONCE = 6;
const NO_SUCH_ID = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The contract's code of each status that a client can bring about by what it sends. */
const CODES: Readonly<Record<number, string>> = {
  400: 'validation_failed',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  431: 'validation_failed',
};

type Stored = Readonly<Record<string, unknown>> & { readonly id: string; readonly cached: boolean };

describe('generated requests', () => {
  let service: Service;
  const sent: { request: GeneratedRequest; answer: RawAnswer }[] = [];
  /** What POST answered, by id, as long as it was not deleted. */
  const stored = new Map<string, Stored>();
  let deleted = 0;

  beforeAll(async () => {
    process.stdout.write(`REPRISE_FUZZ_SEED=${SEED}\n`);
    service = await startService();
    const operations = operationsOf(service.document);
    // Most can go wrong where there is a body.
    const weighted = operations.map((operation) => ({
      weight: operation.body === null ? 1 : 5,
      arbitrary: requestsTo(operation),
    }));
    const requests = fc.sample(fc.oneof(...weighted), { numRuns: REQUESTS, seed: SEED });
    for (let start = 0; start < requests.length; start += AT_ONCE) {
      const batch = requests.slice(start, start + AT_ONCE).map((request) => withIds(request, [...stored.keys()]));
      const answers = await Promise.all(batch.map((request) => send(service, request)));
      batch.forEach((request, n) => keep(request, answers[n] as RawAnswer));
    }
  }, 120_000);

  afterAll(() => service.stop());

  function keep(request: GeneratedRequest, answer: RawAnswer): void {
    sent.push({ request, answer });
    if (request.method === 'DELETE' && answer.status === 204) {
      stored.delete(request.path.split(/[/?]/)[2]?.toLowerCase() ?? '');
      deleted += 1;
    }
    if (request.method !== 'POST' || (answer.status !== 200 && answer.status !== 201)) return;
    const result = resultOf(answer);
    stored.set(result.id, stored.get(result.id) ?? result);
  }

  function offenders(isWrong: (request: GeneratedRequest, answer: RawAnswer) => unknown): string[] {
    return sent
      .filter(({ request, answer }) => isWrong(request, answer))
      .slice(0, 5)
      .map(({ request, answer }) => `${describeRequest(request)}\n  → ${answer.status} ${answer.text.slice(0, 500)}`);
  }

  it('reach every operation, with requests that are answered and requests that are refused', () => {
    const statuses = new Set(sent.map(({ answer }) => answer.status));
    for (const status of [200, 201, 204, 400, 404, 405, 413, 415]) expect(statuses).toContain(status);
    expect(sent).toHaveLength(REQUESTS);
    expect(stored.size).toBeGreaterThan(50);
    expect(deleted).toBeGreaterThan(10);
  });

  it('never make the service fail', () => {
    expect(offenders((_request, { status }) => status >= 500)).toEqual([]);
    expect(service.log.filter((line) => line.includes('unexpected error'))).toEqual([]);
  });

  it('are refused with a problem document that has a code of the contract', () => {
    expect(offenders(({ method }, answer) => answer.status >= 400 && !isProblem(method, answer))).toEqual([]);
  });

  it('are answered when they are as documented', () => {
    expect(offenders(({ kind }, answer) => kind === 'valid' && !isFine(answer))).toEqual([]);
  });

  it('are refused when they are surely wrong', () => {
    const isTaken = ({ refused }: GeneratedRequest, { status }: RawAnswer) =>
      refused.length > 0 && !refused.includes(status);
    expect(offenders(isTaken)).toEqual([]);
  });

  it('are answered as the OpenAPI document says', () => {
    expect(offenders((request, answer) => faultByDocument(service, request, answer))).toEqual([]);
  });

  it('are answered with a request id: theirs where it is sane, else a new one', () => {
    const isWrong = ({ headers }: GeneratedRequest, answer: RawAnswer) => {
      const given = headers['x-request-id'];
      const isSane = typeof given === 'string' && /^[A-Za-z0-9._~:@=+/-]{1,128}$/.test(given);
      const id = String(answer.headers['x-request-id']);
      return isSane && answer.status !== 431 ? id !== given : !UUID.test(id);
    };
    expect(offenders(isWrong)).toEqual([]);
  });

  it('leave exactly the rows that were answered for, each as it was answered', async () => {
    const dataSource = service.app.get<DataSource>(getDataSourceToken());
    for (const table of ['results', 'results_search']) {
      const [row] = await dataSource.query<{ n: string | number }[]>(`SELECT count(*) AS n FROM ${table}`);
      expect([table, Number(row?.n)]).toEqual([table, stored.size]);
    }
    for (const [id, { cached, ...answered }] of stored) {
      const { body } = await service.call('GET', `/results/${id}`).expect(200);
      const read = body as Stored;
      expect(read).toMatchObject(answered);
      if (!cached) expect(read.cached).toBe(false);
    }
  });

  it('leave the service alive and right', async () => {
    await service.call('GET', '/health/ready').expect(200, { status: 'ok' });
    const first = await service.analyze('carol', { text: 'after all that' }).expect(201);
    const again = await service.analyze('carol', { text: 'after all that' }).expect(200);
    expect(again.body).toEqual({ ...(first.body as Stored), cached: true });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

/** A stream ends with what a plain answer is. */
function resultOf({ headers, text }: RawAnswer): Stored {
  const isStream = headers['content-type']?.startsWith('text/event-stream') ?? false;
  return JSON.parse(isStream ? text.slice(text.lastIndexOf('data: ') + 'data: '.length) : text) as Stored;
}

function withIds(request: GeneratedRequest, ids: readonly string[]): GeneratedRequest {
  const path = request.path.replace(ID_MARK, (_mark, n: string) => ids[Number(n) % ids.length] ?? NO_SUCH_ID);
  return { ...request, path };
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
  return problem['status'] === status && problem['code'] === CODES[status];
}

/** Claude itself has a say about a text or a model; an id that was deleted or made up is a 404. */
function isFine({ status, text }: RawAnswer): boolean {
  return status < 300 || status === 404 || (status === 400 && text.includes('Claude rejected'));
}

function faultByDocument(service: Service, { method, path }: GeneratedRequest, answer: RawAnswer): unknown {
  // A 304 has no body to describe; a 431 comes before any address has been read.
  if (!operationOf(service.document, method, path) || [304, 431].includes(answer.status)) return null;
  try {
    conforms(service.document, method, path, answer as unknown as Response);
    return null;
  } catch (error) {
    return error;
  }
}

function describeRequest({ kind, method, path, headers, body }: GeneratedRequest): string {
  const start = body === null ? '' : JSON.stringify(body.toString('latin1').slice(0, 300));
  return `[${kind}] ${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)} ${start}`;
}
