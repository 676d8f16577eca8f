import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/index.js';
import { onceClosed } from '../http/index.js';

/** Maximum number of pipelined requests that wait on one connection; with more, the connection is closed. */
const MAX_WAITING = 32;
/** If a client reads nothing of its response for this long, its connection is closed. In milliseconds. */
const UNREAD_TIMEOUT_MS = 60_000;
/** Maximum number of unread bytes of all connections of the process; above it, the largest responses are cut off at once. */
const MAX_UNREAD_BYTES = 134_217_728;
const CHECK_INTERVAL_MS = 1_000;

interface Connection {
  /** The response that is being sent, until the client has read it. */
  current: ServerResponse | null;
  /** The requests after it. */
  readonly waiting: (() => void)[];
  /** The number of bytes that the client had read at the last check. */
  bytesRead: number;
  /** When `bytesRead` last changed, in epoch milliseconds. */
  unchangedSince: number;
}

/**
 * Sends one response at a time on each connection, and closes connections whose clients do not read. Node passes on all
 * requests of a pipeline at once and buffers all responses, so that a few sockets that read nothing could fill the memory.
 */
@Injectable()
export class Connections {
  private readonly open = new Map<Socket, Connection>();

  constructor(private readonly clock: Clock) {}

  /** Tracks the connections of a server. Call it before the server listens. */
  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.open.set(socket, { current: null, waiting: [], bytesRead: 0, unchangedSince: this.now });
      socket.once('close', () => this.open.delete(socket));
    });
    const timer = setInterval(() => this.check(), CHECK_INTERVAL_MS).unref();
    server.once('close', () => clearInterval(timer));
  }

  /** Serves a request after the client has read the responses to all earlier requests on its connection. */
  enqueue({ socket }: IncomingMessage, reply: ServerResponse, serve: () => void): void {
    const connection = this.open.get(socket);
    if (!connection) return;
    const begin = () => {
      connection.current = reply;
      onceClosed(reply, () => {
        connection.current = null;
        if (this.open.has(socket)) connection.waiting.shift()?.();
      });
      serve();
    };
    if (connection.current === null) begin();
    else if (connection.waiting.length === MAX_WAITING) socket.destroy();
    // `bind` keeps the async context of this request: `begin` runs in that of the previous request.
    else connection.waiting.push(AsyncResource.bind(begin));
  }

  /**
   * Sends a final response on a connection whose input cannot be read any more, after the responses to all readable
   * requests.
   */
  afterResponses(socket: Socket, respond: () => void): void {
    const connection = this.open.get(socket);
    const current = connection?.current ?? null;
    if (connection === undefined || current === null) return respond();
    // The unreadable part belongs to the request that is being answered, and its response may have begun.
    if (!current.req.complete) return current.headersSent ? void socket.destroy() : respond();
    connection.waiting.push(respond);
  }

  /** Bytes of responses that clients have not read yet. */
  get unreadBytes(): number {
    return [...this.open.keys()].reduce((bytes, { writableLength }) => bytes + writableLength, 0);
  }

  /**
   * Closes connections whose clients read nothing, and the largest ones if there are too many unread bytes.
   * @param maxBytes maximum number of unread bytes
   */
  check(maxBytes = MAX_UNREAD_BYTES): void {
    const { now } = this;
    for (const [socket, connection] of this.open) {
      const bytesRead = readBytes(socket);
      if (socket.writableLength === 0 || bytesRead !== connection.bytesRead)
        Object.assign(connection, { bytesRead, unchangedSince: now });
      else if (now - connection.unchangedSince >= UNREAD_TIMEOUT_MS) socket.destroy();
    }
    let unread = this.unreadBytes;
    if (unread <= maxBytes) return;
    for (const socket of [...this.open.keys()].sort((a, b) => b.writableLength - a.writableLength)) {
      if (unread <= maxBytes) return;
      unread -= socket.writableLength;
      socket.destroy();
    }
  }

  private get now(): number {
    return this.clock.now().getTime();
  }
}

/**
 * The number of bytes that the operating system has taken. Only Node's internal handle knows how much of the current write
 * is left; without it, a large response would seem to make no progress until it has been read completely.
 */
function readBytes(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: { writeQueueSize?: number } | null };
  return socket.bytesWritten - socket.writableLength - (handle?.writeQueueSize ?? 0);
}
