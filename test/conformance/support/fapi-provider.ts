import type { ProfileName } from '../../../src/model/profile.ts';
import { type Binding, FapiClient, fapiKeys } from './fapi-client.ts';
import { type Provider, startProvider } from './provider.ts';

export interface FapiSurroundings {
  readonly provider: Provider;
  readonly client: FapiClient;
  readonly other: FapiClient;
}

/** A server on which two clients are held to a profile. */
export async function startFapiProvider(profile: ProfileName, binding: Binding): Promise<FapiSurroundings> {
  const [keys, otherKeys] = [await fapiKeys(), await fapiKeys()];
  const common = {
    profile,
    allowedGrantTypes: ['authorization_code', 'refresh_token'],
    allowedScopes: ['openid', 'profile', 'email'],
    allowOfflineAccess: true,
    requireConsent: true,
    allowRememberConsent: false,
    ...(binding === 'mtls' ? { requireMutualTls: true } : {}),
  };
  const [redirectUri, otherUri] = ['https://client.example/callback', 'https://other.example/callback'];
  const provider = await startProvider({
    // A proxy hands certificates on (RFC 9440).
    listen: { trustProxy: true },
    clients: [
      { ...common, clientId: 'fapi', jwks: keys.jwks, redirectUris: [redirectUri] },
      { ...common, clientId: 'fapi-other', jwks: otherKeys.jwks, redirectUris: [otherUri] },
    ],
  });
  const signs = profile === 'fapi2MessageSigning';
  return {
    provider,
    client: new FapiClient(provider, 'fapi', redirectUri, keys, binding, signs),
    other: new FapiClient(provider, 'fapi-other', otherUri, otherKeys, binding, signs),
  };
}
