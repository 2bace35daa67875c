import { isLoopbackHost } from '../keys/public-address.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { Environment } from './environment-references.ts';
import type { CheckedConfiguration } from './schema.ts';

const leastSecretLength = 24;

/** What is allowed in production but should not stay so. `written` is the configuration before `env:` was read. No values. */
export function warningsOf(
  written: Readonly<Record<string, unknown>>,
  checked: CheckedConfiguration,
  environment: Environment,
): readonly string[] {
  const warnings: string[] = [];
  const secrets: readonly unknown[] = Array.isArray(written.secret) ? written.secret : [written.secret];
  // Code may have read it there itself: `process.env.MINTMARK_SECRET`.
  const fromEnvironment = new Set(Object.values(environment));
  if (
    secrets.some((secret) => typeof secret === 'string' && !secret.startsWith('env:') && !fromEnvironment.has(secret))
  ) {
    warnings.push('secret: the master secret stands in the configuration itself; use "env:MINTMARK_SECRET" instead');
  }
  if (checked.storage.kind === 'memory') {
    warnings.push('storage.kind: memory loses every grant, key and stored user when the process ends');
  }
  if (checked.listen.trustProxy && !isLoopbackHost(checked.listen.host)) {
    warnings.push(
      'listen.trustProxy: whoever reaches this port without the proxy can claim any address and client certificate; let nobody else reach it',
    );
  }
  if (checked.allowPrivateAddresses === true) {
    warnings.push('allowPrivateAddresses: addresses that clients name may lead into your own network');
  }
  checked.externalProviders.forEach((provider, index) => {
    if (provider.allowPrivateAddresses) {
      warnings.push(
        `externalProviders[${index}].allowPrivateAddresses: what this provider names may lead into your own network`,
      );
    }
  });
  checked.clients.forEach((client, index) => {
    client.clientSecrets.forEach((secret, position) => {
      if ('value' in secret && secret.value.length < leastSecretLength) {
        warnings.push(
          `clients[${index}].clientSecrets[${position}].value: is short enough to be guessed; make one with: openssl rand -hex 32`,
        );
      }
    });
    if (client.requireClientSecret && !client.requirePkce && client.allowedGrantTypes.includes('authorization_code')) {
      warnings.push(
        `clients[${index}].requirePkce: without PKCE only a nonce that the client checks tells injected codes (RFC 9700 §2.1.1)`,
      );
    }
    if (canBeImpersonated(client) && !(client.requireConsent && !client.allowRememberConsent)) {
      warnings.push(
        `clients[${index}].requireConsent: any program on the user’s device can pass for this public client; set it, and allowRememberConsent to false (RFC 8252 §8.6)`,
      );
    }
    for (const [member, message] of uselessSettings(client)) warnings.push(`clients[${index}].${member}: ${message}`);
    if (client.allowPlainTextPkce)
      warnings.push(`clients[${index}].allowPlainTextPkce: plain PKCE protects little (RFC 9700 §2.1.1)`);
    if (client.allowedGrantTypes.includes('password')) {
      warnings.push(
        `clients[${index}].allowedGrantTypes: the password grant must not be used any more (RFC 9700 §2.4)`,
      );
    }
    if (client.allowedResponseTypes.some((type) => type.split(' ').includes('token'))) {
      warnings.push(
        `clients[${index}].allowedResponseTypes: access tokens in the front channel leak (RFC 9700 §2.1.2)`,
      );
    }
  });
  checked.users.forEach((user, index) => {
    if (user.password !== undefined)
      warnings.push(
        `users[${index}].password: stands in plain text; use passwordHash ("mintmark hash password") or "mintmark users add"`,
      );
  });
  return warnings;
}

/** A public client that is answered at a loopback address or a scheme of its own: nothing there says which program listens. */
function canBeImpersonated(client: CheckedConfiguration['clients'][number]): boolean {
  const { requireClientSecret, allowedGrantTypes, redirectUris } = client;
  const isSigningIn = !requireClientSecret && allowedGrantTypes.includes('authorization_code');
  return isSigningIn && redirectUris.some((uri) => !uri.startsWith('https:'));
}

/** What keeps a client from ever getting a token. */
function uselessSettings(client: CheckedConfiguration['clients'][number]): readonly (readonly [string, string])[] {
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
