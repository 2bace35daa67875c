/** The same API on Hono. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { honoProtection, protectResource, type VerifiedToken } from 'mintmark/resource-server';

export async function startHono(issuer: string, resource: string, port: number) {
  const api = protectResource({ resource, issuer, scopes: ['orders.read', 'orders.write'] });
  const app = new Hono<{ Variables: { auth: VerifiedToken } }>();
  app.get(api.metadataPath, () => api.metadataResponse());
  app.get('/orders', honoProtection(api, { scopes: ['orders.read'] }), (c) => c.json({ for: c.get('auth').subject }));
  app.post('/orders', honoProtection(api, { scopes: ['orders.write'] }), (c) => c.json({}, 201));
  const http = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port, hostname: 'localhost' }, () => resolve(started));
  });
  return { close: () => new Promise((resolve) => http.close(resolve)) };
}
