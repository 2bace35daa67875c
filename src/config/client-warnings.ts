import type { Client } from '../model/client.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { CheckedClient } from './client-schema.ts';

const leastSecretLength = 24;

/** Written or stored. */
type Warned = Omit<Client, 'clientSecrets'> & Pick<CheckedClient, 'clientSecrets'>;

/** What is allowed but should not stay so, or cannot be meant: members of one client and what to say of each. No values. */
export function clientWarnings(client: Warned, now: number): readonly (readonly [string, string])[] {
  const warnings: [string, string][] = [];
  client.clientSecrets.forEach((secret, index) => {
    if ('value' in secret && secret.value.length < leastSecretLength) {
      warnings.push([
        `clientSecrets[${index}].value`,
        'is short enough to be guessed; make one with: openssl rand -hex 32',
      ]);
    }
  });
  if (client.requireClientSecret && !client.requirePkce && client.allowedGrantTypes.includes('authorization_code')) {
    warnings.push([
      'requirePkce',
      'without PKCE only a nonce that the client checks tells injected codes (RFC 9700 §2.1.1)',
    ]);
  }
  if (canBeImpersonated(client) && !(client.requireConsent && !client.allowRememberConsent)) {
    warnings.push([
      'requireConsent',
      'any program on the user’s device can pass for this public client; set it, and allowRememberConsent to false (RFC 8252 §8.6)',
    ]);
  }
  // The Content-Security-Policy of the pages.
  if (client.logoUri?.startsWith('http:')) warnings.push(['logoUri', 'is not https: no page will load it']);
  warnings.push(...uselessCredentials(client, now), ...uselessSettings(client));
  if (client.allowPlainTextPkce) warnings.push(['allowPlainTextPkce', 'plain PKCE protects little (RFC 9700 §2.1.1)']);
  if (client.allowedGrantTypes.includes('password')) {
    warnings.push(['allowedGrantTypes', 'the password grant must not be used any more (RFC 9700 §2.4)']);
  }
  if (client.allowedResponseTypes.some((type) => type.split(' ').includes('token'))) {
    warnings.push(['allowedResponseTypes', 'access tokens in the front channel leak (RFC 9700 §2.1.2)']);
  }
  return warnings;
}

/** A public client that is answered at a loopback address or a scheme of its own: nothing there says which program listens. */
function canBeImpersonated({ requireClientSecret, allowedGrantTypes, redirectUris }: Warned): boolean {
  const isSigningIn = !requireClientSecret && allowedGrantTypes.includes('authorization_code');
  return isSigningIn && redirectUris.some((uri) => !uri.startsWith('https:'));
}

/** Credentials that are there and prove nothing, so that the client can never authenticate. */
function uselessCredentials(client: Warned, now: number): readonly [string, string][] {
  const { requireClientSecret, clientSecrets, jwks, jwksUri, tlsClientAuth } = client;
  if (!requireClientSecret || jwksUri !== undefined || tlsClientAuth !== undefined) return [];
  if ((jwks?.keys.length ?? 0) > 0 || clientSecrets.some((secret) => !hasExpired(secret, now))) return [];
  const useless: [string, string][] = [];
  if (jwks !== undefined) useless.push(['jwks.keys', 'is empty: this client cannot authenticate']);
  if (clientSecrets.length > 0) useless.push(['clientSecrets', 'have all expired: this client cannot authenticate']);
  return useless;
}

/** Whether a secret is refused already. */
export function hasExpired({ expiresAt }: { readonly expiresAt?: number | undefined }, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** What keeps a client from ever getting a token. */
function uselessSettings(client: Warned): readonly [string, string][] {
  const { allowedGrantTypes, allowedResponseTypes, allowedScopes } = client;
  const useless: [string, string][] = [];
  if (allowedGrantTypes.length === 0) useless.push(['allowedGrantTypes', 'is empty: this client gets no token']);
  if (allowedGrantTypes.includes(grantTypes.ciba) && !allowedScopes.includes('openid')) {
    useless.push(['allowedScopes', 'lacks openid, which every CIBA request must ask for (CIBA Core 1.0 §7.1)']);
  }
  if (allowedGrantTypes.includes('implicit') && allowedResponseTypes.length === 0) {
    useless.push(['allowedResponseTypes', 'is empty: the grant implicit needs id_token or id_token token']);
  }
  return useless;
}
