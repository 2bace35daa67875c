import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A client's own web server on the loopback address, which publishes documents about it. */
export interface DocumentHost {
  readonly url: string;
  /** How often each path was asked for. */
  readonly requests: Map<string, number>;
  /** The most requests that were being answered at once. */
  readonly mostAtOnce: number;
  /** Publishes a document; resolves to its URL, the client id. Members given replace those of a usual public client. */
  publish(
    path: string,
    members?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): string;
  /** Answers a path with whatever. */
  answer(path: string, answer: Answer): string;
  close(): Promise<void>;
}

export const documentRedirectUri = 'https://client.example/callback';

export async function startDocumentHost(): Promise<DocumentHost> {
  const answers = new Map<string, Answer>();
  const requests = new Map<string, number>();
  let atOnce = 0;
  let mostAtOnce = 0;
  const http = createServer((request, response) => {
    const path = request.url ?? '';
    requests.set(path, (requests.get(path) ?? 0) + 1);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.on('close', () => {
      atOnce -= 1;
    });
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(response, request);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const host: DocumentHost = {
    url,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    publish(path, members = {}, headers = {}) {
      const document = {
        client_id: url + path,
        client_name: 'Example client',
        redirect_uris: [documentRedirectUri],
        token_endpoint_auth_method: 'none',
        ...members,
      };
      return host.answer(path, (response) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(document));
      });
    },
    answer(path, answer) {
      answers.set(path, answer);
      return url + path;
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return host;
}
