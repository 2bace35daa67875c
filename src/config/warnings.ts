import { isLoopbackHost } from '../keys/public-address.ts';
import { clientWarnings, hasExpired } from './client-warnings.ts';
import type { Environment } from './environment-references.ts';
import type { CheckedConfiguration } from './schema.ts';

/** What is allowed in production but should not stay so. `written` is the configuration before `env:` was read. No values. */
export function warningsOf(
  written: Readonly<Record<string, unknown>>,
  checked: CheckedConfiguration,
  environment: Environment,
  now: number,
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
    for (const [member, message] of clientWarnings(client, now))
      warnings.push(`clients[${index}].${member}: ${message}`);
  });
  checked.apiResources.forEach(({ apiSecrets }, index) => {
    if (apiSecrets.length > 0 && apiSecrets.every((secret) => hasExpired(secret, now))) {
      warnings.push(`apiResources[${index}].apiSecrets: have all expired: this API cannot introspect`);
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
