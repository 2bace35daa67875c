import { z } from 'zod';
import { grantTypes } from '../model/grant-type.ts';
import { clientPolicyMembers } from './client-policy-schema.ts';
import { count, lifetime, list, scopeName, seconds, text } from './rules.ts';

const host = () =>
  text().regex(/^(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/, {
    error: 'must be a host name in lower case such as app.example.com, or *.example.com for all below example.com',
  });

/** Clients whose id is the address of a document about them (draft-ietf-oauth-client-id-metadata-document). */
export const clientIdMetadataDocumentsSchema = z.strictObject({
  mode: z
    .enum(['off', 'listedHosts', 'anyHost'])
    .default('off')
    .describe(
      'Whether a client id may be the https URL of a document about the client: none, on `hosts`, on any host.',
    ),
  hosts: list(host())
    .default([])
    .describe(
      'Host names; `*.example.com` stands for all below it. In the mode `listedHosts` the only ones; in `anyHost` those that the consent page calls known.',
    ),
  scopes: list(scopeName())
    .default([])
    .describe('Scopes that such clients may have at the most, and have where their document names none.'),
  grantTypes: list(
    z.enum([
      grantTypes.authorizationCode,
      grantTypes.refreshToken,
      grantTypes.deviceCode,
      grantTypes.clientCredentials,
      grantTypes.ciba,
    ]),
  )
    .default([grantTypes.authorizationCode, grantTypes.refreshToken])
    .describe('Grant types that they may have at the most. `refresh_token` stands for `offline_access` too.'),
  ...clientPolicyMembers,
  maximumBytes: count(1, 1_048_576).default(10_240).describe('Bytes that a document may have.'),
  minimumCacheSeconds: seconds(0)
    .default(60)
    .describe('Seconds that a document is used at least, whatever HTTP says of it; 0: as HTTP says.'),
  maximumCacheSeconds: lifetime()
    .default(86_400)
    .describe('Seconds after which it is fetched again, whatever HTTP says of it.'),
});
