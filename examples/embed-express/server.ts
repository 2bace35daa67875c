/**
 * Inside an Express application, under `/id`. It comes before body parsers, since it reads bodies itself.
 *
 *     node --conditions=source examples/embed-express/server.ts
 *     curl -u worker:secret -d grant_type=client_credentials http://localhost:9400/id/connect/token
 */
import express from 'express';
import { createServer, toNodeHandler } from 'mintmark';
import { embedded } from '../embedded.ts';

export async function start(port: number) {
  const mintmark = await createServer({ ...embedded, issuer: `http://localhost:${port}/id` });
  const app = express();
  app.use(['/id', '/.well-known'], toNodeHandler(mintmark));
  app.use(express.urlencoded());
  app.get('/', (_request, response) => {
    response.send('The application');
  });
  const http = app.listen(port, 'localhost');
  await new Promise((resolve) => http.once('listening', resolve));
  return {
    async close() {
      await new Promise((resolve) => http.close(resolve));
      await mintmark.close();
    },
  };
}

if (import.meta.main) await start(9400);
