import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/index.js';
import { onceClosed } from '../http/index.js';

/** How many requests of one connection may wait for the answers before theirs; with more it is closed. */
const MAX_WAITING = 32;
/** After so long without any progress an answer that its client does not read is given up, in milliseconds. */
const UNREAD_TIMEOUT_MS = 60_000;
/** As much as may wait to be read, of all connections of the process: over it the largest answers are given up at once. */
const MAX_UNREAD_BYTES = 134_217_728;
const CHECK_EVERY_MS = 1_000;

interface Connection {
  /** What is being answered, until its client has read the answer. */
  current: ServerResponse | null;
  /** What came after it. */
  readonly waiting: (() => void)[];
  /** How much the client has read, as it was last looked at, and since when it has been so. */
  mark: number;
  since: number;
}

/**
 * One answer at a time on each connection, and none that is never read. Node hands over every request of a pipeline at
 * once and holds all of their answers: a few sockets that read nothing would fill the memory of the process.
 */
@Injectable()
export class Connections {
  private readonly open = new Map<Socket, Connection>();

  constructor(private readonly clock: Clock) {}

  /** Looks after the connections of a server that does not listen yet. */
  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.open.set(socket, { current: null, waiting: [], mark: 0, since: this.now });
      socket.once('close', () => this.open.delete(socket));
    });
    const timer = setInterval(() => this.check(), CHECK_EVERY_MS).unref();
    server.once('close', () => clearInterval(timer));
  }

  /** Serves a request once every request before it on its connection has been answered, and the answer read. */
  inTurn({ socket }: IncomingMessage, reply: ServerResponse, serve: () => void): void {
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
    // In the context of its own request: what the one before it was doing, and in whose name, ends with that one.
    else connection.waiting.push(AsyncResource.bind(begin));
  }

  /**
   * Says the last words on a connection of which nothing more can be read: after the answers to what could be read, if
   * there are any still to be given.
   */
  atLast(socket: Socket, say: () => void): void {
    const connection = this.open.get(socket);
    const current = connection?.current ?? null;
    if (connection === undefined || current === null) return say();
    // What could not be read is the request that is being answered: the answer may have begun.
    if (!current.req.complete) return current.headersSent ? void socket.destroy() : say();
    connection.waiting.push(say);
  }

  /** Bytes of answers that wait to be read. */
  get unreadBytes(): number {
    return [...this.open.keys()].reduce((bytes, { writableLength }) => bytes + writableLength, 0);
  }

  /** Closes connections whose clients read nothing, or that hold too much. @param most bytes that may wait to be read */
  check(most = MAX_UNREAD_BYTES): void {
    const { now } = this;
    for (const [socket, connection] of this.open) {
      const mark = readBytes(socket);
      if (socket.writableLength === 0 || mark !== connection.mark) Object.assign(connection, { mark, since: now });
      else if (now - connection.since >= UNREAD_TIMEOUT_MS) socket.destroy();
    }
    let unread = this.unreadBytes;
    if (unread <= most) return;
    for (const socket of [...this.open.keys()].sort((a, b) => b.writableLength - a.writableLength)) {
      if (unread <= most) return;
      unread -= socket.writableLength;
      socket.destroy();
    }
  }

  private get now(): number {
    return this.clock.now().getTime();
  }
}

/**
 * Grows with what the system has taken of what was written. Of a write under way only Node's handle tells how much is
 * left of it; without that a large answer would seem to stand still until all of it has been read.
 */
function readBytes(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: { writeQueueSize?: number } | null };
  return socket.bytesWritten - socket.writableLength - (handle?.writeQueueSize ?? 0);
}
