// A client process that holds many streams open at once, each on a connection of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(import.meta.url);
/** More than the last event takes. */
const KEPT = 20_000;

if (process.argv[1] === FILE) process.on('message', ({ requested, streams }) => void run(requested, streams));

/**
 * @param requested the `url`, `headers` and `body` of each
 * @returns what each took in milliseconds, from the request to the last event, and what those got that did not end as
 * they should
 */
export async function openStreams(requested, streams, whenAllAreOpen = () => undefined) {
  const child = fork(FILE);
  child.send({ requested, streams });
  for (;;) {
    const [message] = await once(child, 'message');
    if (message === 'open') whenAllAreOpen();
    else return message;
  }
}

/**
 * Asks for one stream.
 * @param first what the first token's event looks like
 * @returns how long it took until that came, in milliseconds
 */
export function timeToFirst({ url, headers, body }, first) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let [text, took] = ['', null];
    const outgoing = request(url, { method: 'POST', headers }, (answer) => {
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
        if (took === null && text.includes(first)) took = performance.now() - start;
      });
      answer.on('end', () => (took === null ? reject(new Error(`no ${first} in ${text}`)) : resolve(took)));
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}

async function run(requested, streams) {
  const agent = new Agent({ keepAlive: false });
  let started = 0;
  const begun = () => (started += 1) === streams && process.send('open');
  const all = await Promise.all(Array.from({ length: streams }, () => stream(requested, agent, begun)));
  const times = all.filter((outcome) => typeof outcome === 'number');
  process.send({ times, failures: all.filter((outcome) => typeof outcome === 'string') });
  process.disconnect();
}

/** @returns how long it took, in milliseconds; or what came instead of `result.completed` as the last event */
function stream({ url, headers, body }, agent, begun) {
  return new Promise((resolve) => {
    const start = performance.now();
    const outgoing = request(url, { method: 'POST', headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.once('data', begun);
      answer.on('data', (chunk) => (text = (text + chunk).slice(-KEPT)));
      answer.on('error', ({ message }) => resolve(message));
      answer.on('end', () => resolve(text.includes('event: result.completed') ? performance.now() - start : text));
    });
    outgoing.on('error', ({ message }) => resolve(message));
    outgoing.end(JSON.stringify(body));
  });
}
