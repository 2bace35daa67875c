import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createTestServer, type TestServer } from 'mintmark/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, newProfile } from '../../test/support/chromium.ts';
import { type DocumentHost, startDocumentHost } from '../../test/support/document-host.ts';
import { authority, serverCertificate } from '../../test/support/tls-server.ts';
import { freePort } from '../ask.ts';
import { EveryScope } from './every-scope.ts';
import { type Introduction, startMcpClient } from './mcp-client.ts';
import { startMcpServer } from './server.ts';

let browser: Browser;
let server: TestServer;
let mcp: { close(): Promise<void> };
let host: DocumentHost;
let resource: string;

const policy = { scopes: ['notes.read', 'notes.write'], grantTypes: ['authorization_code', 'refresh_token'] } as const;

beforeAll(async () => {
  browser = await launchBrowser();
  host = await startDocumentHost();
  resource = `http://localhost:${await freePort()}/mcp`;
  server = await createTestServer({
    apiScopes: [
      { name: 'notes.read', displayName: 'Read your notes' },
      { name: 'notes.write', displayName: 'Add notes' },
    ],
    apiResources: [{ name: resource, displayName: 'Notes', scopes: policy.scopes }],
    users: [{ subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'Alice' } }],
    clients: [
      {
        clientId: 'notes-program',
        clientName: 'Notes program',
        requireClientSecret: false,
        requireConsent: true,
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: policy.scopes,
        redirectUris: ['http://127.0.0.1/callback'],
      },
    ],
    clientRegistration: { mode: 'open', ...policy },
    clientIdMetadataDocuments: { mode: 'anyHost', ...policy },
    services: { clientRegistrationPolicy: () => new EveryScope() },
  });
  mcp = await startMcpServer(server.url, resource);
});
afterAll(async () => {
  await mcp.close();
  await server.close();
  await host.close();
  await browser.close();
});

/** Signs in if asked, notes what the consent page says, and agrees. */
async function agree(page: Page, url: string, seen: string[]): Promise<void> {
  await page.goto(url);
  if (new URL(page.url()).pathname === '/login') {
    await page.fill('#username', 'alice');
    await page.fill('#password', 'wonderland');
    await page.click('#login button[type="submit"]');
  }
  await page.waitForURL('**/consent?**');
  seen.push(await page.innerText('main'));
  await page.click('#allow');
  await page.waitForURL('http://127.0.0.1:*/callback?**');
}

async function use(introduction: Introduction) {
  const profile = await newProfile(browser);
  const page = await profile.newPage();
  const seen: string[] = [];
  const client = await startMcpClient(resource, introduction, (url) => agree(page, url, seen));
  try {
    const listed = await client.callTool('list_notes');
    const first = client.scope;
    const added = await client.callTool('add_note', { note: 'Milk' });
    const again = await client.callTool('list_notes');
    return { answers: [listed, added, again], scopes: [first, client.scope], seen, clientId: client.clientId };
  } finally {
    await client.close();
    await profile.close();
  }
}

const text = (value: string) => JSON.stringify([{ type: 'text', text: value }]);

it('serves the SDK’s client by a metadata document at an https URL, and asks for more where a tool needs it', async () => {
  const usual = getCACertificates('default');
  setDefaultCACertificates([...usual, authority.pem]);
  const { pem, privateKey } = serverCertificate();
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const https = createHttpsServer({ cert: pem, key }, (_request, response) => {
    const document = {
      client_id: clientMetadataUrl,
      client_name: 'Notes program',
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
  const clientMetadataUrl = `https://localhost:${(https.address() as AddressInfo).port}/client.json`;
  try {
    const { answers, scopes, seen, clientId } = await use({ clientMetadataUrl });
    expect(clientId).toBe(clientMetadataUrl);
    expect(answers).toEqual([text('No notes.'), text('Added.'), text('Milk')]);
    expect(scopes).toEqual(['notes.read', 'notes.read notes.write']);
    expect(seen.length).toBe(2);
    for (const words of [new URL(clientMetadataUrl).host, '127.0.0.1:', 'has not checked', 'this device']) {
      expect(seen[0]).toContain(words);
    }
  } finally {
    setDefaultCACertificates(usual);
    https.closeAllConnections();
    https.close();
  }
});

it('serves it by a document on this machine, as in development', async () => {
  const client_id = host.publish('/client.json', { redirect_uris: ['http://127.0.0.1/callback'] });
  const { answers, clientId } = await use({ clientInformation: { client_id } });
  expect([clientId, answers[0], answers[1]]).toEqual([client_id, text('Milk'), text('Added.')]);
});

it('serves it by registration', async () => {
  const { answers, clientId } = await use('registration');
  expect(clientId).toMatch(/^client-/);
  expect(answers[1]).toBe(text('Added.'));
});

it('serves it as a client that was configured', async () => {
  const { answers, seen } = await use({ clientInformation: { client_id: 'notes-program' } });
  expect(answers[1]).toBe(text('Added.'));
  expect(seen[0]).not.toContain('has not checked');
});
