import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { limits } from '../model/limits.ts';
import { networkOf } from '../operations/network-of.ts';

/** The requests of a port that are being answered. */
export interface Flight {
  readonly stopping: boolean;
  /** Requests whose answer is being worked on: those that are still being received cost nothing but their connection. */
  readonly working: number;
  /** One of them is done. */
  landed(): void;
}

/** Begins to answer a request; `flight.landed()` must follow, once. */
export type Begin = (message: IncomingMessage, response: ServerResponse, flight: Flight) => void;

export interface ConnectionOptions {
  /** Further connections are closed at once. */
  readonly maximumConnections?: number | undefined;
  /** The same of one address; an IPv6 /64 is one. */
  readonly maximumConnectionsPerAddress?: number | undefined;
  /** Requests of one connection that are worked on at once; further ones wait their turn, unread. */
  readonly maximumInFlightPerConnection?: number | undefined;
  /** Milliseconds after which a connection is ended on which no request began. */
  readonly idleTimeoutMs: number;
  /** Milliseconds in which a client must take {@link leastTaken} of what waits for it. Default: 30 000. */
  readonly writeTimeoutMs?: number | undefined;
  /** Milliseconds between two looks at all connections. */
  readonly checkIntervalMs: number;
}

/** Bytes: whoever takes less than a kilobyte a second does not want the answer. */
const leastTaken = 32_768;

/**
 * The connections of one port: how many there are, how many requests each may have worked on, and an end to those that only cost. Node
 * bounds the time of a request as it comes in; this bounds what comes before, between and after requests, which else is held for nothing.
 */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #open = new Map<Socket, Connection>();
  readonly #perAddress = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #clock = new ConnectionClock();

  readonly #port: Flight;
  readonly #begin: Begin;

  /** @param port counts the requests of all connections. */
  constructor(server: Server | SecureServer, secured: boolean, options: ConnectionOptions, port: Flight, begin: Begin) {
    this.#options = options;
    this.#port = port;
    this.#begin = begin;
    server.maxConnections = options.maximumConnections ?? limits.connections.most;
    server.on('connection', (socket: Socket) => this.#count(socket));
    server.on(secured ? 'secureConnection' : 'connection', (socket: Socket) => this.#follow(socket));
    this.#timer = setInterval(() => this.#endWhatOnlyCosts(), options.checkIntervalMs);
    this.#timer.unref();
  }

  /** Begins with a request now, or when it is its turn. */
  take(message: IncomingMessage, response: ServerResponse): void {
    // Of one that was cut off what it had sent before may still come in.
    this.#open.get(message.socket)?.take(message, response);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** By the address of the socket: the proxy's own where there is one, for which the caller sets no limit. */
  #count(socket: Socket): void {
    const most = this.#options.maximumConnectionsPerAddress ?? limits.connectionsPerAddress.most;
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) return;
    const network = networkOf(remoteAddress);
    const count = (this.#perAddress.get(network) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    this.#perAddress.set(network, count);
    socket.once('close', () => {
      const left = this.#perAddress.get(network)! - 1;
      if (left === 0) this.#perAddress.delete(network);
      else this.#perAddress.set(network, left);
    });
  }

  #follow(socket: Socket): void {
    if (socket.destroyed) return;
    const most = this.#options.maximumInFlightPerConnection ?? limits.requestsPerConnection.most;
    this.#open.set(socket, new Connection(socket, most, this.#port, this.#begin, this.#clock));
    socket.once('close', () => this.#open.delete(socket));
  }

  #endWhatOnlyCosts(): void {
    const now = this.#clock.look();
    const { idleTimeoutMs, writeTimeoutMs = 30_000 } = this.#options;
    for (const [socket, connection] of this.#open) {
      if (connection.isIdleSince(now - idleTimeoutMs) || connection.refusesToRead(now, writeTimeoutMs)) {
        socket.destroy();
      }
    }
  }
}

/** What time it is, as coarsely as it may be known at next to no cost. */
class ConnectionClock {
  /** Milliseconds, as of the last look at all connections. */
  now = performance.now();
  #turn = 0;
  #isCounting = false;

  look(): number {
    this.now = performance.now();
    return this.now;
  }

  /** The number of this turn of the event loop, of those in which it was asked for. */
  turn(): number {
    if (!this.#isCounting) {
      this.#isCounting = true;
      setImmediate(() => {
        this.#isCounting = false;
        this.#turn += 1;
      });
    }
    return this.#turn;
  }
}

/** What goes on on one connection, and the flight of its requests. Times are milliseconds of {@link Connections}' own clock, as of its last look. */
class Connection implements Flight {
  readonly #socket: Socket;
  readonly #most: number;
  readonly #port: Flight;
  readonly #begin: Begin;
  readonly #clock: ConnectionClock;
  readonly #waiting: (readonly [IncomingMessage, ServerResponse])[] = [];
  #working = 0;
  /** Requests that were begun in the turn of that number: many are answered in the same turn, and never work together. */
  #begun = 0;
  #turn = -1;
  #isContinuing = false;
  #idleSince: number;
  #blockedSince: number | undefined;
  #takenThen = 0;

  constructor(socket: Socket, most: number, port: Flight, begin: Begin, clock: ConnectionClock) {
    this.#socket = socket;
    this.#most = most;
    this.#port = port;
    this.#begin = begin;
    this.#clock = clock;
    this.#idleSince = clock.now;
  }

  get stopping(): boolean {
    return this.#port.stopping;
  }

  get working(): number {
    return this.#port.working;
  }

  /** Begins with a request now or when it is its turn. Who sends more than may wait is cut off. */
  take(message: IncomingMessage, response: ServerResponse): void {
    const turn = this.#clock.turn();
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#begun = 0;
    }
    if (this.#mayBegin()) {
      this.#start(message, response);
      return;
    }
    if (this.#waiting.length >= limits.waitingRequests.most) {
      this.#waiting.length = 0;
      this.#socket.destroy();
      return;
    }
    this.#waiting.push([message, response]);
    this.#socket.pause();
    // Node reads 2 MB of a connection in one turn, unless it is told to stop.
    if (this.#working < this.#most) this.#continueSoon();
  }

  /** A request is answered; it is the next one's turn. */
  landed(): void {
    this.#working -= 1;
    if (this.#waiting.length === 0) {
      if (this.#working === 0) this.#idleSince = this.#clock.now;
    } else if (this.#port.stopping) this.#continue();
    else this.#continueSoon();
    // Last, so that no port that stops thinks itself idle while requests wait.
    this.#port.landed();
  }

  isIdleSince(instant: number): boolean {
    return this.#working === 0 && this.#waiting.length === 0 && this.#idleSince < instant;
  }

  /** Whether answers have been waiting for so long, and next to nothing of them was taken. */
  refusesToRead(now: number, timeoutMs: number): boolean {
    const { writableLength, bytesWritten } = this.#socket;
    const taken = bytesWritten - writableLength;
    if (writableLength === 0 || (this.#blockedSince !== undefined && taken - this.#takenThen >= leastTaken)) {
      this.#blockedSince = undefined;
    }
    if (writableLength === 0) return false;
    if (this.#blockedSince === undefined) {
      this.#blockedSince = now;
      this.#takenThen = taken;
    }
    return now - this.#blockedSince >= timeoutMs;
  }

  #mayBegin(): boolean {
    return this.#working < this.#most && this.#begun < this.#most && !this.#socket.writableNeedDrain;
  }

  #start(message: IncomingMessage, response: ServerResponse): void {
    this.#working += 1;
    this.#begun += 1;
    this.#begin(message, response, this);
  }

  /** In the next turn: what needs no waiting would else be done to the last request before anybody else is looked at. */
  #continueSoon(): void {
    if (this.#isContinuing) return;
    this.#isContinuing = true;
    setImmediate(() => {
      this.#isContinuing = false;
      this.#continue();
    });
  }

  #continue(): void {
    // Nobody waits for these any more.
    if (this.#socket.destroyed) this.#waiting.length = 0;
    // Answers that nobody reads only fill the memory.
    if (this.#socket.writableNeedDrain) this.#continueOnceRead();
    this.#begun = 0;
    while (this.#mayBegin()) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#start(...next);
    }
    if (this.#waiting.length === 0) this.#socket.resume();
  }

  #continueOnceRead(): void {
    if (this.#socket.listenerCount('drain', this.#onDrain) === 0) this.#socket.once('drain', this.#onDrain);
  }

  readonly #onDrain = () => {
    if (this.#waiting.length > 0) this.#continue();
  };
}
