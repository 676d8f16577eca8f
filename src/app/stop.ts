import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { INestApplication } from '@nestjs/common';
import { DatabaseAuditTrail } from '../audit/index.js';
import { Lifetime } from '../common/index.js';
import { Drain } from './drain.js';
import type { Logger } from './logger.js';

/** Time for the final events and the rows of streams that are cut off, in milliseconds. */
const CUT_STREAMS_MS = 2_000;
/** Time for closing the remaining connections and the database, in milliseconds. */
const CLOSE_MS = 500;
/** How long no request must arrive before idle connections are closed, in milliseconds: one may be on its way. */
const IDLE_MS = 1_000;
const POLL_MS = 50;

/** Stops accepting connections, finishes the requests in flight, and ends the process within the grace period. */
export async function stop(app: INestApplication, logger: Logger, graceMs: number): Promise<void> {
  logger.info({ grace_ms: graceMs }, 'stopping: requests in flight are finished, new ones are refused');
  setTimeout(() => process.exit(1), graceMs).unref();
  killAfter(graceMs + CLOSE_MS);
  const lifetime = app.get(Lifetime, { strict: false });
  const cut = setTimeout(() => lifetime.cut(), Math.max(graceMs - CUT_STREAMS_MS, 0));
  const server = app.getHttpServer() as HttpServer;
  app.get(Drain).begin();
  await stopListening(server);
  const latest = wait(Math.max(graceMs - CLOSE_MS, 0), undefined, { ref: false });
  await Promise.race([whenIdle(server, app.get(Drain)), latest]);
  await lifetime.whenIdle();
  clearTimeout(cut);
  // Writes the queued audit records of reads. A database that does not respond is not waited for.
  const recorded = app.get(DatabaseAuditTrail, { strict: false }).flush();
  await Promise.race([recorded.catch(() => undefined), wait(CUT_STREAMS_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  // Everything is stored. A database that does not close its connections is not waited for.
  await Promise.race([app.close(), wait(CLOSE_MS, undefined, { ref: false })]);
  logger.info('stopped');
  await Promise.race([new Promise<void>((resolve) => logger.flush(() => resolve())), wait(CLOSE_MS)]);
  process.exit(0);
}

/**
 * Refuses new connections but keeps the existing ones: a load balancer may just have sent a request on an idle connection,
 * which `close` of an HTTP server would break.
 */
async function stopListening(server: HttpServer): Promise<void> {
  // Accepts the connections that the operating system has already established.
  await setImmediate();
  Server.prototype.close.call(server);
}

/** Resolves when all clients have closed their connections, or no request has arrived for `IDLE_MS`. */
async function whenIdle(server: HttpServer, drain: Drain): Promise<void> {
  for (;;) {
    await drain.empty();
    if ((await connections(server)) === 0 || drain.idleMs >= IDLE_MS) return;
    await wait(POLL_MS);
  }
}

function connections(server: HttpServer): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

const KILL_SCRIPT = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), workerData);
`;

/** Kills this process after the given time. It runs in a thread of its own, so that a blocked event loop cannot delay it. */
function killAfter(milliseconds: number): void {
  new Worker(KILL_SCRIPT, { eval: true, workerData: milliseconds }).unref();
}
