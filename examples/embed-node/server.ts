/**
 * Inside a `node:http` server of one's own, under `/id`; other paths stay the application's.
 *
 *     node --conditions=source examples/embed-node/server.ts
 *     curl -u worker:secret -d grant_type=client_credentials http://localhost:9400/id/connect/token
 */
import { createServer as createHttpServer } from 'node:http';
import { createServer, toNodeHandler } from 'mintmark';
import { embedded } from '../embedded.ts';

export async function start(port: number) {
  const mintmark = await createServer({ ...embedded, issuer: `http://localhost:${port}/id` });
  const handler = toNodeHandler(mintmark);
  const http = createHttpServer((request, response) => {
    const ours = request.url?.startsWith('/id/') || request.url?.startsWith('/.well-known/');
    if (ours) return handler(request, response);
    return response.end('The application');
  });
  await new Promise<void>((resolve) => http.listen(port, 'localhost', resolve));
  return {
    async close() {
      await new Promise((resolve) => http.close(resolve));
      await mintmark.close();
    },
  };
}

if (import.meta.main) await start(9400);
