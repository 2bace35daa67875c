import * as oauth from 'oauth4webapi';
import { expect } from 'vitest';
import { ask, freePort } from './ask.ts';

/** A client library discovers the server under `/id` and gets a token; `/` is still the application's. */
export async function expectEmbedded(start: (port: number) => Promise<{ close(): Promise<void> }>): Promise<void> {
  const port = await freePort();
  const running = await start(port);
  try {
    const issuer = new URL(`http://localhost:${port}/id`);
    const options = { [oauth.allowInsecureRequests]: true };
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
    expect(server.token_endpoint).toBe(`http://localhost:${port}/id/connect/token`);
    const client = { client_id: 'worker' };
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic('secret'),
      { scope: 'orders.read' },
      options,
    );
    const token = await oauth.processClientCredentialsResponse(server, client, response);
    expect(token).toMatchObject({ token_type: 'bearer', scope: 'orders.read', expires_in: 3600 });
    const refused = await ask(issuer.href, 'worker', { grant_type: 'password' });
    expect(refused.status).toBe(400);
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('The application');
  } finally {
    await running.close();
  }
}
