import { z } from 'zod';
import { grantTypes } from '../model/grant-type.ts';
import { limits } from '../model/limits.ts';
import { clientPolicyMembers } from './client-policy-schema.ts';
import { count, lifetime, list, scopeName, text } from './rules.ts';
import { uri } from './uri-rules.ts';

/** Of what a client may do by itself; passwords (RFC 9700 §2.4) and extension grants are for clients that the operator knows. */
const grantType = () =>
  z.enum([
    grantTypes.authorizationCode,
    grantTypes.refreshToken,
    'implicit',
    grantTypes.deviceCode,
    grantTypes.clientCredentials,
    grantTypes.ciba,
  ]);

const softwareStatementIssuer = z.strictObject({
  issuer: text().describe('The `iss` of its statements.'),
  jwks: z
    .strictObject({ keys: list(z.record(z.string(), z.unknown())).describe('The keys as in RFC 7517 §4.') })
    .optional()
    .describe('Its public keys, as a JWKS.'),
  jwksUri: uri('backChannel').optional().describe('Where the server fetches the same keys.'),
});

/** Clients that register themselves (RFC 7591). */
export const clientRegistrationSchema = z.strictObject({
  mode: z
    .enum(['off', 'initialAccessToken', 'open'])
    .default('off')
    .describe(
      'Whether clients may register themselves: not at all, with a token of `mintmark clients invite`, or whoever wants to.',
    ),
  scopes: list(scopeName())
    .default([])
    .describe('Scopes that such clients may have at the most, and have where they name none.'),
  grantTypes: list(grantType())
    .default([grantTypes.authorizationCode, grantTypes.refreshToken])
    .describe(
      'Grant types that they may have at the most. `refresh_token` stands for `offline_access` too, `implicit` for every token from the authorization endpoint.',
    ),
  ...clientPolicyMembers,
  softwareStatementIssuers: list(softwareStatementIssuer)
    .default([])
    .describe('Who is believed in what it says of software (RFC 7591 §2.3); statements of others are refused.'),
  secretLifetime: lifetime()
    .optional()
    .describe('Seconds a secret lasts; with an update of its registration a client gets another. Absent: for ever.'),
  unusedLifetime: lifetime().default(2_592_000).describe('Seconds after which a client goes that never got a token.'),
  maximumClients: count(1, 10_000_000)
    .default(limits.registeredClients.most)
    .describe('Clients that registered themselves, at the most.'),
  perAddressAndHour: count(1, 1_000_000)
    .default(limits.registrationsPerAddress.most)
    .describe('Registrations of one address in an hour, where anybody may register; an IPv6 /64 is one.'),
});
