/** The same API on Fastify. */
import fastify from 'fastify';
import { fastifyProtection, protectResource, tokenOf } from 'mintmark/resource-server';

export async function startFastify(issuer: string, resource: string, port: number) {
  const api = protectResource({ resource, issuer, scopes: ['orders.read', 'orders.write'] });
  const app = fastify();
  app.get(api.metadataPath, async () => api.metadata());
  app.get('/orders', { preHandler: fastifyProtection(api, { scopes: ['orders.read'] }) }, async (request) => ({
    for: tokenOf(request).subject,
  }));
  app.post('/orders', { preHandler: fastifyProtection(api, { scopes: ['orders.write'] }) }, async (_request, reply) =>
    reply.code(201).send({}),
  );
  await app.listen({ port, host: 'localhost' });
  return { close: () => app.close() };
}
