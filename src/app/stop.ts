import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { DatabaseAuditTrail } from '../audit/index.js';
import { Lifetime } from '../common/index.js';
import { Drain } from './drain.js';
import type { Logger } from './logger.js';
import { endAfter } from './watchdog.js';

/** Time for the last words of streams that are cut, and for their rows, in milliseconds. */
const LAST_WORDS_MS = 2_000;
/** Time for what comes after that: connections that are closed whoever still reads from them, in milliseconds. */
const LAST_MS = 500;
/** How long a connection has to be unused before it is closed, in milliseconds: a request may be on its way. */
const QUIET_MS = 1_000;
const LOOK_AGAIN_MS = 50;

/** Takes nothing new, finishes what is under way, and ends the process within the grace period whatever hangs. */
export async function stop(app: INestApplication, logger: Logger, graceMs: number): Promise<void> {
  logger.info({ grace_ms: graceMs }, 'stopping: requests in flight are finished, new ones are refused');
  setTimeout(() => process.exit(1), graceMs).unref();
  endAfter(graceMs + LAST_MS);
  const lifetime = app.get(Lifetime, { strict: false });
  const cut = setTimeout(() => lifetime.cut(), Math.max(graceMs - LAST_WORDS_MS, 0));
  const server = app.getHttpServer() as HttpServer;
  app.get(Drain).begin();
  await stopListening(server);
  await Promise.race([quiet(server, app.get(Drain)), wait(Math.max(graceMs - LAST_MS, 0), undefined, { ref: false })]);
  await lifetime.whenIdle();
  clearTimeout(cut);
  // What was read last is recorded, however many wait to be; a database that does not take them is not waited for.
  const recorded = app.get(DatabaseAuditTrail, { strict: false }).flush();
  await Promise.race([recorded.catch(() => undefined), wait(LAST_WORDS_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  // Everything is settled; a database that does not take the goodbye is not waited for.
  await Promise.race([app.close(), wait(LAST_MS, undefined, { ref: false })]);
  logger.info('stopped');
  await Promise.race([new Promise<void>((resolve) => logger.flush(() => resolve())), wait(LAST_MS)]);
  process.exit(0);
}

/**
 * Refuses new connections and keeps the ones there are: a load balancer may just have sent a request on an idle one,
 * which `close` of an HTTP server would cut off.
 */
async function stopListening(server: HttpServer): Promise<void> {
  // Connections that the system has already taken are ours to serve: the turn of the loop accepts them.
  await setImmediate();
  Server.prototype.close.call(server);
}

/** Resolves when every client has closed its connection, or has had the time to send what was on its way. */
async function quiet(server: HttpServer, drain: Drain): Promise<void> {
  for (;;) {
    await drain.empty();
    if ((await connections(server)) === 0 || drain.quietMs >= QUIET_MS) return;
    await wait(LOOK_AGAIN_MS);
  }
}

function connections(server: HttpServer): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
