/**
 * Inside a Next.js application, under `/id`: `app/id/[...path]/route.ts` is the whole integration. This file stands for Next.js, so
 * that the example runs without it.
 *
 *     node --conditions=source examples/embed-next/server.ts
 *     curl -u worker:secret -d grant_type=client_credentials http://localhost:9400/id/connect/token
 */
import { serve } from '@hono/node-server';

export async function start(port: number) {
  process.env.APP_URL = `http://localhost:${port}`;
  const route = await import('./app/id/[...path]/route.ts');
  const handlers = new Map(Object.entries(route));
  const fetch = async (request: Request): Promise<Response> => {
    const handler = handlers.get(request.method);
    if (handler === undefined || !new URL(request.url).pathname.startsWith('/id/')) {
      return new Response('The application');
    }
    return handler(request);
  };
  const http = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch, port, hostname: 'localhost' }, () => resolve(listening));
  });
  return {
    async close() {
      await new Promise((resolve) => http.close(resolve));
      const { getServer } = await import('./mintmark.ts');
      await (await getServer()).close();
    },
  };
}

if (import.meta.main) await start(9400);
