// What the references share: a bare node:http server, and a bare node:http client of Claude's.
import { createServer, request, Agent } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** @param answer takes the method, the path and the parsed body, and gives back `status`, `body` and perhaps `headers` */
export function serve(answer) {
  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => void reply(incoming, chunks, outgoing, answer));
  });
  server.keepAliveTimeout = 60_000;
  // A benchmark that is killed can not signal, but its end of the pipe closes all the same.
  process.stdin.once('end', () => process.exit()).resume();
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
  });
}

/** @returns the parsed answer and its id */
export function askClaude(body) {
  const json = JSON.stringify(body);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
    'x-api-key': process.env.ANTHROPIC_API_KEY,
    'anthropic-version': '2023-06-01',
  };
  return new Promise((resolve, reject) => {
    const url = `${process.env.ANTHROPIC_BASE_URL}/v1/messages`;
    const sent = request(url, { method: 'POST', agent, headers }, (incoming) => {
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => {
        resolve({ message: JSON.parse(Buffer.concat(chunks)), requestId: incoming.headers['request-id'] });
      });
    });
    sent.on('error', reject);
    sent.end(json);
  });
}

async function reply({ method, url }, chunks, outgoing, answer) {
  try {
    const { status, body, headers } = await answer(
      method,
      url,
      chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : null,
    );
    const length = Buffer.byteLength(body);
    outgoing.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': length,
      ...headers,
    });
    outgoing.end(body);
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    outgoing.writeHead(500).end();
  }
}
