import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface RawRequest {
  readonly method: string;
  /** As it goes over the wire: nothing is encoded or made tidy. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer | null;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const few = new Agent({ keepAlive: true, maxSockets: 16 });

/** A request as no well-behaved client would send it. @param agent with its connections. @default at most 16 of them */
export function sendRaw(url: string, { method, path, headers, body }: RawRequest, agent = few): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    // Node names the length itself only for methods that usually have a body; for others it would send the bytes unframed.
    const framed = { ...(body && { 'content-length': String(body.length) }), ...headers };
    const outgoing = request({ hostname, port, method, path, headers: framed, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
  });
}
