import { Agent, request as send } from 'node:https';
import type { TestCertificate } from './certificate.ts';

/** `fetch` over TLS that believes one authority and may show a certificate of its own: what `fetch` itself cannot be told. */
export function httpsFetch(authority: TestCertificate, own?: TestCertificate): typeof fetch {
  const agent = new Agent({
    keepAlive: true,
    ca: authority.pem,
    ...(own === undefined
      ? {}
      : { cert: own.pem, key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }),
  });
  return async (input, init) => {
    const request = new Request(input, init);
    const body = Buffer.from(await request.arrayBuffer());
    return new Promise((resolve, reject) => {
      const headers = { ...Object.fromEntries(request.headers), 'content-length': String(body.byteLength) };
      const sent = send(request.url, { method: request.method, headers, agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const status = answer.statusCode ?? 500;
          const pairs = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          );
          const content = status === 204 || status === 303 || status === 304 ? null : Buffer.concat(chunks);
          resolve(new Response(content, { status, headers: pairs }));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  };
}
