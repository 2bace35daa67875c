import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What a way to the database does to what passes. */
export type Fault =
  | { readonly kind: 'none' }
  /** Every connection is cut once so many bytes have passed since the last one, in the middle of whatever it is. */
  | { readonly kind: 'resets'; readonly everyBytes: number }
  /** Answers come so many milliseconds later. */
  | { readonly kind: 'slow'; readonly milliseconds: number };

/** A way to a TCP server that can be made bad. */
export class FaultyProxy {
  fault: Fault = { kind: 'none' };
  /** Connections that were cut. */
  cuts = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: { readonly host: string; readonly port: number };
  #passed = 0;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = createServer((near) => this.#join(near));
  }

  static async open(host: string, port: number): Promise<FaultyProxy> {
    const proxy = new FaultyProxy({ host, port });
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    const far = connect(this.#target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.on('data', (chunk: Buffer) => this.#pass(chunk, socket, other, socket === far));
    }
  }

  #pass(chunk: Buffer, from: Socket, to: Socket, isAnswer: boolean): void {
    const { fault } = this;
    if (fault.kind === 'slow' && isAnswer) {
      setTimeout(() => to.write(chunk), fault.milliseconds);
      return;
    }
    this.#passed += chunk.length;
    if (fault.kind === 'resets' && this.#passed >= fault.everyBytes) {
      this.#passed = 0;
      this.cuts += 1;
      to.write(chunk.subarray(0, Math.floor(chunk.length / 2)));
      from.resetAndDestroy();
      to.resetAndDestroy();
      return;
    }
    to.write(chunk);
  }
}
