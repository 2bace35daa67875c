/** An API on Express: orders can be read with one scope and made with another. */
import express from 'express';
import { expressMetadata, expressProtection, protectResource, tokenOf } from 'mintmark/resource-server';

export async function startExpress(issuer: string, resource: string, port: number) {
  const api = protectResource({ resource, issuer, scopes: ['orders.read', 'orders.write'] });
  const app = express();
  app.get(api.metadataPath, expressMetadata(api));
  app.get('/orders', expressProtection(api, { scopes: ['orders.read'] }), (request, response) => {
    response.json({ for: tokenOf(request).subject });
  });
  app.post('/orders', expressProtection(api, { scopes: ['orders.write'] }), (_request, response) => {
    response.status(201).json({});
  });
  const http = app.listen(port, 'localhost');
  await new Promise((resolve) => http.once('listening', resolve));
  return { close: () => new Promise((resolve) => http.close(resolve)) };
}
