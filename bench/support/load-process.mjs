// Sends what load.mjs asks for, by autocannon. It sends a number of requests, not for a time: none is cut off at the end,
// whose cost would be counted and whose answer would not.
import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';

/** Whose requests are new ones, in turn. */
const USERS = 100;
let sent = 0;
const RUN = randomUUID();

process.on('message', (job) => void send(job).then((result) => process.send(result)));

function send({ url, method, headers, body, status, isNew, users, amount, connections }) {
  const times = [];
  const statuses = {};
  const { pathname } = new URL(url);
  const change = isNew ? () => anew(pathname, body) : users && (() => ofNext(pathname, users));
  const setupRequest = (request) => ({ ...request, ...change() });
  const requests = [{ method, headers, body: body && JSON.stringify(body), ...(change && { setupRequest }) }];
  return new Promise((resolve) => {
    const start = performance.now();
    let end = start;
    const finish = (error, result) => {
      const others = Object.keys(statuses).filter((one) => Number(one) !== status);
      const isWhole = !error && result.errors === 0 && times.length >= amount && others.length === 0;
      const problem = isWhole
        ? null
        : `${String(error)}, ${result?.errors} errors, statuses ${JSON.stringify(statuses)}`;
      resolve({ seconds: (end - start) / 1000, times, problem });
    };
    const run = autocannon({ url, requests, amount, connections, sampleInt: 50, timeout: 60 }, finish);
    run.on('response', (_client, code, _bytes, ms) => {
      end = performance.now();
      statuses[code] = (statuses[code] ?? 0) + 1;
      times.push(ms);
    });
  });
}

/** The same request of the next user. */
function ofNext(pathname, users) {
  return { path: pathname.replace(/[^/]+$/, users[(sent += 1) % users.length]) };
}

/** The same request about another text, and of another user. */
function anew(pathname, { text, ...rest }) {
  const body = JSON.stringify({ ...rest, text: `${RUN} ${(sent += 1)}: ${text}` });
  return { path: `${pathname}-${sent % USERS}`, body };
}
