// Nothing here runs: the assertion is that `npm run types` passes.
import type { z } from 'zod';
import type { Configuration } from '../../src/config/configuration.ts';
import type { configurationSchema } from '../../src/config/schema.ts';
import { defineConfig } from '../../src/server/define-config.ts';

export const whole = defineConfig({
  issuer: 'https://id.example.com',
  storage: { kind: 'postgres', url: 'env:DATABASE_URL' },
  secret: ['env:NEW', 'env:OLD'],
  identityResources: ['openid', { name: 'roles', userClaims: ['role'] }],
  clients: [{ clientId: 'a', clientSecrets: [{ value: 'x' }], consentLifetime: null, accessTokenType: 'reference' }],
});

// Lists may be readonly.
const scopes = ['orders.read'] as const;
export const frozen = defineConfig({ issuer: 'x', clients: [{ clientId: 'a', allowedScopes: scopes }] });

// @ts-expect-error issuer is required
defineConfig({});
// @ts-expect-error an unknown member
defineConfig({ issuer: 'x', clinets: [] });
// @ts-expect-error a member of another kind of store
defineConfig({ issuer: 'x', storage: { kind: 'memory', path: 'x' } });
// @ts-expect-error an unknown value
defineConfig({ issuer: 'x', clients: [{ clientId: 'a', accessTokenType: 'opaque' }] });
// @ts-expect-error a wrong type
defineConfig({ issuer: 'x', clients: [{ clientId: 'a', accessTokenLifetime: '1h' }] });
// @ts-expect-error a member with a typo
defineConfig({ issuer: 'x', clients: [{ clientId: 'a', allowedGrantType: [] }] });
// @ts-expect-error an algorithm that does not exist
defineConfig({ issuer: 'x', signing: { algorithms: ['HS256'] } });

// The generated types take what the schema takes, and no more.
type Written = z.input<typeof configurationSchema>;
export const written = (configuration: Configuration): Written => configuration;
export const configuration = (written: Written): Configuration => written;
