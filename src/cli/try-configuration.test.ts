import { expect, it } from 'vitest';
import { resolveConfiguration } from '../config/resolve-configuration.ts';
import { tryConfiguration } from './try-configuration.ts';

const clientSecrets = [{ value: 'the secret of the client' }];
const issuer = 'http://localhost:9400/id';

function commandsFor(...clients: readonly object[]): readonly string[] {
  const written = { issuer, identityResources: ['openid', 'email'], clients };
  const settings = resolveConfiguration(written, { mode: 'dev', environment: {} });
  return tryConfiguration(issuer, settings.clients)
    .split('\n')
    .filter((line) => line.startsWith('  ') && !line.startsWith('  #'));
}

it('prints commands that a shell takes as they stand, whatever the client is called, and no secret', () => {
  const allowedGrantTypes = ['client_credentials', 'password', 'urn:ietf:params:oauth:grant-type:device_code'];
  expect(
    commandsFor({ clientId: "it's $HOME", clientSecrets, allowedGrantTypes, allowedScopes: ['openid', 'email'] }),
  ).toEqual([
    '  http://localhost:9400/id/quickstart',
    '  http://localhost:9400/id/.well-known/openid-configuration',
    "  curl -u 'it'\\''s%20%24HOME:SECRET' -d grant_type=client_credentials http://localhost:9400/id/connect/token",
    "  curl -u 'it'\\''s%20%24HOME:SECRET' -d grant_type=password -d username=USER -d password=PASSWORD --data-urlencode 'scope=openid email' http://localhost:9400/id/connect/token",
    "  curl -u 'it'\\''s%20%24HOME:SECRET' --data-urlencode 'scope=openid email' http://localhost:9400/id/connect/deviceauthorization",
  ]);
});

it('prints the way through a browser, for a public client by its id alone', () => {
  const client = { clientId: 'spa', requireClientSecret: false, redirectUris: ['https://app.test/cb?x=1'] };
  const spa = { ...client, allowedGrantTypes: ['authorization_code'], allowedScopes: ['openid'] };
  expect(commandsFor(spa).slice(2)).toEqual([
    '  http://localhost:9400/id/connect/authorize?client_id=spa&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fapp.test%2Fcb%3Fx%3D1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256',
    "  curl -d client_id=spa -d grant_type=authorization_code -d code=CODE --data-urlencode 'redirect_uri=https://app.test/cb?x=1' -d code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk http://localhost:9400/id/connect/token",
  ]);
});

it('prints nothing for clients that need a key', () => {
  const jwks = { keys: [{ kty: 'EC' }] };
  const grants = { allowedGrantTypes: ['client_credentials'] };
  expect(
    commandsFor(
      { ...grants, clientId: 'signs', jwks },
      { ...grants, clientId: 'bound', clientSecrets, requireDPoP: true },
      { ...grants, clientId: 'off', clientSecrets, enabled: false },
    ).slice(2),
  ).toEqual([]);
});
