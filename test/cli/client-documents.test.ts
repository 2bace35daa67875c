import { join } from 'node:path';
import { openStore } from 'mintmark';
import { expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/config/resolve-configuration.ts';
import { clientOfDocument, digestOf } from '../../src/documents/client-of-document.ts';
import { ClientDocumentPolicy } from '../../src/documents/policy.ts';
import { newFolder, production, run } from '../support/command.ts';

it('clients that a document describes are listed, switched off and changed by command, and keep what their document gave them', async () => {
  const folder = newFolder();
  const clientIdMetadataDocuments = { mode: 'listedHosts', hosts: ['client.example'], scopes: ['openid'] } as const;
  const file = production(folder, { clientIdMetadataDocuments, storage: { kind: 'sqlite', path: 'documents.db' } });
  const config = ['--config', file];
  expect((await run(folder, ['migrate', ...config])).code).toBe(0);

  // As the server stores it when a user agreed.
  const clientId = 'https://client.example/client.json';
  const settings = resolveConfiguration(
    { issuer: 'https://id.example.com', clientIdMetadataDocuments },
    { mode: 'dev', environment: {} },
  );
  const described = await clientOfDocument(
    clientId,
    { client_id: clientId, redirect_uris: ['https://client.example/cb'], token_endpoint_auth_method: 'none' },
    { settings, clientDocumentPolicy: new ClientDocumentPolicy() },
  );
  const document = { fetchedAt: 1, freshUntil: 2, digest: digestOf(described) };
  const store = await openStore({ kind: 'sqlite', path: join(folder, 'documents.db') });
  await store.clients.insert({ ...described, document });

  const listed = await run(folder, ['clients', 'list', '--origin', 'document', '--json', ...config]);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ clientId, from: 'document' }]);
  const beyond = await run(folder, ['clients', 'update', clientId, '--set', 'requireConsent=false', ...config]);
  expect([beyond.code, beyond.stderr]).toEqual([
    1,
    'error: requireConsent: is beyond clientIdMetadataDocuments, which says what such clients may have\n',
  ]);
  expect((await run(folder, ['clients', 'update', clientId, '--set', 'accessTokenLifetime=60', ...config])).code).toBe(
    0,
  );
  expect((await run(folder, ['clients', 'disable', clientId, ...config])).code).toBe(0);
  expect(await store.clients.find(clientId)).toMatchObject({
    origin: 'document',
    document,
    accessTokenLifetime: 60,
    enabled: false,
  });
  await store.close();
}, 120_000);
