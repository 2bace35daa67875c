/**
 * Inside a Fastify application, under `/id`: a plugin of its own, in which Fastify parses no bodies.
 *
 *     node --conditions=source examples/embed-fastify/server.ts
 *     curl -u worker:secret -d grant_type=client_credentials http://localhost:9400/id/connect/token
 */
import { fastify } from 'fastify';
import { createServer, toNodeHandler } from 'mintmark';
import { embedded } from '../embedded.ts';

export async function start(port: number) {
  const mintmark = await createServer({ ...embedded, issuer: `http://localhost:${port}/id` });
  const handler = toNodeHandler(mintmark);
  const app = fastify();
  await app.register(async (plugin) => {
    plugin.removeAllContentTypeParsers();
    plugin.addContentTypeParser('*', (_request, _body, done) => done(null));
    for (const path of ['/id/*', '/.well-known/*']) {
      plugin.all(path, async (request, reply) => {
        reply.hijack();
        await handler(request.raw, reply.raw);
      });
    }
  });
  app.get('/', async () => 'The application');
  await app.listen({ port, host: 'localhost' });
  return {
    async close() {
      await app.close();
      await mintmark.close();
    },
  };
}

if (import.meta.main) await start(9400);
