import { type IncomingMessage } from 'node:http';

import { SimulatedError } from './simulated-error.js';

const MAX_BYTES = 32 * 1024 * 1024;

/** A request with its complete body. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly raw: Buffer;
  /** `undefined` if there is no body or it is not JSON. */
  readonly body: unknown;
}

export async function readCall(req: IncomingMessage): Promise<Call> {
  const [path = '', query = ''] = (req.url ?? '').split('?', 2);
  const raw = await readBody(req);
  return { method: req.method ?? '', path, query, raw, body: parse(raw) };
}

/** Reads the API key, which names the account, from either header, as the real API does. */
export function readApiKey({ headers }: IncomingMessage): string | undefined {
  const key = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer\s*/i, '');
  return typeof key === 'string' && key !== '' ? key : undefined;
}

function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) reject(new SimulatedError(413, 'Request exceeds the maximum size'));
      else chunks.push(chunk);
    });
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    req.on('error', reject);
  });
}

function parse(raw: Buffer): unknown {
  try {
    return raw.length === 0 ? undefined : (JSON.parse(raw.toString()) as unknown);
  } catch {
    // The endpoint reports invalid JSON, after the request has been recorded in the journal.
    return undefined;
  }
}
