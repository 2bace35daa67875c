import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An endpoint of a client that the server calls. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** How it answers from now on. */
  answer: { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Uint8Array };
  /** The next request that comes, or one that came and was not asked for yet. */
  next(): Promise<Received>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const waiting: ((one: Received) => void)[] = [];
  let given = 0;
  const hand = () => {
    while (waiting.length > 0 && given < received.length) {
      waiting.shift()!(received[given]!);
      given += 1;
    }
  };
  const http = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ method: request.method, path: request.url, headers: request.headers, body });
    response.writeHead(receiver.answer.status, receiver.answer.headers).end(receiver.answer.body);
    hand();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received,
    answer: { status: 204 },
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        hand();
      }),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return receiver;
}
