import { z } from 'zod';
import type { ResourceCatalogue } from '../../model/resources.ts';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import { pageOf, pageOfList, pageQuery } from '../lists.ts';
import { operation } from '../operation.ts';
import { shownSecret } from '../shown-client.ts';
import { shownSecretSchema } from '../shown-client-schema.ts';

const tag = 'Scopes and APIs';

const named = {
  name: z.string(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  enabled: z.boolean(),
  showInDiscoveryDocument: z.boolean(),
  userClaims: z.array(z.string()).describe('Claims about the user that it stands for.'),
};

const scopeSchema = z.object({
  ...named,
  kind: z.enum(['identity', 'api']).describe('Whether it is about the user, or lets into APIs.'),
  required: z.boolean().describe('Whether users cannot leave it out.'),
  emphasize: z.boolean(),
  apis: z.array(z.string()).describe('The APIs that tokens with it are for.'),
});

const apiSchema = z.object({
  ...named,
  scopes: z.array(z.string()),
  apiSecrets: z.array(shownSecretSchema).describe('With these it asks about tokens; they are not shown.'),
  accessTokenJwtType: z.string().optional(),
  requireResourceIndicator: z.boolean(),
  allowedAccessTokenSigningAlgorithms: z.array(z.string()),
});

export function resourceOperations({
  identityResources,
  apiScopes,
  apiResources,
}: ResourceCatalogue): readonly AdminOperation[] {
  const apisOf = (scope: string) => apiResources.filter((api) => api.scopes.includes(scope)).map(({ name }) => name);
  const scopes = [
    ...identityResources.map((scope) => ({ ...scope, kind: 'identity' as const, apis: [] })),
    ...apiScopes.map((scope) => ({ ...scope, kind: 'api' as const, apis: apisOf(scope.name) })),
  ];
  const apis = apiResources.map((api) => ({ ...api, apiSecrets: api.apiSecrets.map((secret) => shownSecret(secret)) }));
  return [
    operation({
      id: 'listScopes',
      method: 'GET',
      path: '/scopes',
      access: 'read',
      tag,
      summary: 'List the scopes of the configuration',
      query: z.strictObject(pageQuery),
      status: 200,
      result: pageOf(scopeSchema),
      handle: async ({ query }) => ({ body: pageOfList(scopes, query, ({ name }) => name) }),
    }),
    operation({
      id: 'listResources',
      method: 'GET',
      path: '/resources',
      access: 'read',
      tag,
      summary: 'List the APIs of the configuration',
      query: z.strictObject(pageQuery),
      status: 200,
      result: pageOf(apiSchema),
      handle: async ({ query }) => ({ body: pageOfList(apis, query, ({ name }) => name) }),
    }),
  ];
}
