import { connect, type Socket } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');

/** One keep-alive connection with at most one request under way: no pipelining, no HTTP library to measure along. */
export class Connection {
  readonly #socket: Socket;
  #buffered: Buffer | undefined;
  #resolve: ((body: Buffer) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket)));
    });
  }

  /** Sends a whole request; resolves to the body of its answer. @throws {Error} unless the status is 200. */
  exchange(request: Buffer | string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      if (typeof request === 'string') this.#socket.write(request, 'latin1');
      else this.#socket.write(request);
    });
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  #receive(chunk: Buffer): void {
    const data = this.#buffered === undefined ? chunk : Buffer.concat([this.#buffered, chunk]);
    const end = data.indexOf(headEnd);
    if (end < 0) {
      this.#buffered = data;
      return;
    }
    const head = data.toString('latin1', 0, end);
    const match = /\r\ncontent-length: *(\d+)/i.exec(head);
    if (match === null) {
      this.#fail(new Error(`an answer without Content-Length:\n${head}`));
      return;
    }
    const bodyStart = end + headEnd.length;
    const length = bodyStart + Number(match[1]);
    if (data.length < length) {
      this.#buffered = data;
      return;
    }
    this.#buffered = undefined;
    if (head.charCodeAt(9) !== 50 || head.charCodeAt(10) !== 48 || head.charCodeAt(11) !== 48) {
      this.#fail(new Error(data.toString('latin1', 0, 1500)));
      return;
    }
    this.#resolve?.(data.subarray(bodyStart, length));
  }

  #fail(error: Error): void {
    this.#socket.destroy();
    this.#reject?.(error);
    this.#reject = undefined;
    this.#resolve = undefined;
  }
}
