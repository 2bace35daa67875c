/**
 * Inside a Hono application, under `/id`: a server answers standard requests, so any framework that speaks them will do.
 *
 *     node --conditions=source examples/embed-hono/server.ts
 *     curl -u worker:secret -d grant_type=client_credentials http://localhost:9400/id/connect/token
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createServer } from 'mintmark';
import { embedded } from '../embedded.ts';

export async function start(port: number) {
  const mintmark = await createServer({ ...embedded, issuer: `http://localhost:${port}/id` });
  const app = new Hono();
  app.on(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'], ['/id/*', '/.well-known/*'], (c) => mintmark.fetch(c.req.raw));
  app.get('/', (c) => c.text('The application'));
  const http = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch: app.fetch, port, hostname: 'localhost' }, () => resolve(listening));
  });
  return {
    async close() {
      await new Promise((resolve) => http.close(resolve));
      await mintmark.close();
    },
  };
}

if (import.meta.main) await start(9400);
