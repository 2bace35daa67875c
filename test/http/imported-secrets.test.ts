import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveClient } from '../../src/config/resolve-client.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { postForm } from '../support/connect.ts';

// Of "correct horse battery staple": SHA-512, and PBKDF2-SHA-256, both by Python's hashlib.
const password = 'correct horse battery staple';
const hashes = {
  'by-sha512': '$sha512$vl73Z52Iq5qQRfYmflX15XhLS4zXZLXNhVpSRPkcYmlTzUbEPXZohz_W7707IhJJMVWAAxljRyoHh4H-BG5irg',
  'by-pbkdf2': '$pbkdf2-sha256$i=200000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$fyyVT4X1k0vekArHfp37pvVaOSROskSWu6yWf17zolE',
};

const counting = withCounting(createMemoryStore());
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ store: counting.store, apiScopes: [{ name: 'a' }] });
  for (const [clientId, sha256] of Object.entries(hashes)) {
    const written = {
      clientId,
      clientSecrets: [{ sha256 }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['a'],
    };
    await counting.store.clients.insert(resolveClient(written, server.server.services.catalogue));
  }
  const expired = { clientId: 'expired', clientSecrets: [{ sha256: hashes['by-sha512'], expiresAt: 1 }] };
  await counting.store.clients.insert(
    resolveClient(
      { ...expired, allowedGrantTypes: ['client_credentials'], allowedScopes: ['a'] },
      server.server.services.catalogue,
    ),
  );
});
afterAll(() => server.close());

const token = (client_id: string, client_secret: string) =>
  postForm(`${server.url}/connect/token`, { grant_type: 'client_credentials', client_id, client_secret });
const secretsOf = async (clientId: string) => (await counting.store.clients.find(clientId))?.clientSecrets;

describe('a secret of which another server kept another hash', () => {
  it.each(
    Object.entries(hashes),
  )('is verified, and kept as SHA-256 from its first use on: %s', async (clientId, hash) => {
    expect((await token(clientId, 'wrong')).status).toBe(401);
    expect(await secretsOf(clientId)).toEqual([{ sha256: hash }]);
    expect((await token(clientId, password)).status).toBe(200);
    // base64url(SHA-256("correct horse battery staple"))
    expect(await secretsOf(clientId)).toEqual([{ sha256: 'xLvLH77JnWW_WdhcjLYu4tuWPw_hBvSD2a-nO9Tjmoo' }]);
    counting.calls.reset();
    expect((await token(clientId, password)).status).toBe(200);
    expect(counting.calls.byName.get('clients.change')).toBeUndefined();
    expect((await token(clientId, 'wrong')).status).toBe(401);
  });

  it('does not come to life again after its end', async () => {
    expect((await token('expired', password)).status).toBe(401);
    expect(await secretsOf('expired')).toEqual([{ sha256: hashes['by-sha512'], expiresAt: 1 }]);
  });

  it('is not its own hash', async () => {
    expect((await token('expired', hashes['by-sha512'])).status).toBe(401);
  });

  it('cannot stand in a configuration, where nobody would renew it', async () => {
    const clientSecrets = [{ sha256: hashes['by-sha512'] }];
    const refused = createTestServer({
      apiScopes: [{ name: 'a' }],
      apiResources: [{ name: 'api', scopes: ['a'], apiSecrets: clientSecrets }],
      clients: [{ clientId: 'c', clientSecrets, allowedGrantTypes: ['client_credentials'], allowedScopes: ['a'] }],
    });
    await expect(refused).rejects.toMatchObject({
      problems: [
        { path: 'clients[0].clientSecrets[0].sha256', message: 'must be the SHA-256 in base64url, 43 characters' },
        { path: 'apiResources[0].apiSecrets[0].sha256', message: 'must be the SHA-256 in base64url, 43 characters' },
      ],
    });
  });
});
