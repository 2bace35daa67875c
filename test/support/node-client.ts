import { Agent, request } from 'node:http';
import { secret } from './fixture.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a server answers has any shape
type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly json: Json;
}

export interface NodeClient {
  post(url: string, path: string, form: Readonly<Record<string, string>>): Promise<Answer>;
  get(url: string, path: string): Promise<Answer>;
  token(url: string, clientId: string, form: Readonly<Record<string, string>>): Promise<Answer>;
  refresh(url: string, clientId: string, token: string): Promise<Answer>;
  /** As the API of the fixture's orders. */
  introspect(url: string, token: string): Promise<Answer>;
  close(): void;
}

/** Speaks to any node of a cluster over connections that stay open, many at once. Rejects where a connection breaks. */
export function nodeClient(options: { readonly connections?: number; readonly timeoutMs?: number } = {}): NodeClient {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections ?? 64 });
  function send(url: string, path: string, method: string, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers =
        method === 'POST'
          ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }
          : {};
      const sent = request(url + path, { method, agent, headers, timeout: options.timeoutMs ?? 30_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          if (!response.complete) return reject(new Error('the answer broke off'));
          let json: Json;
          try {
            json = text === '' ? undefined : JSON.parse(text);
          } catch {
            json = text;
          }
          resolve({ status: response.statusCode ?? 0, headers: response.headers, json });
        });
      });
      sent.on('error', reject);
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.end(body);
    });
  }
  const post: NodeClient['post'] = (url, path, form) => send(url, path, 'POST', new URLSearchParams(form).toString());
  const token: NodeClient['token'] = (url, clientId, form) =>
    post(url, '/connect/token', { client_id: clientId, client_secret: secret, ...form });
  return {
    post,
    get: (url, path) => send(url, path, 'GET', ''),
    token,
    refresh: (url, clientId, handle) => token(url, clientId, { grant_type: 'refresh_token', refresh_token: handle }),
    introspect: (url, handle) =>
      post(url, '/connect/introspect', {
        client_id: 'https://orders.example.com',
        client_secret: secret,
        token: handle,
      }),
    close: () => agent.destroy(),
  };
}
