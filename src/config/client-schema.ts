import { z } from 'zod';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import { grantTypes } from '../model/grant-type.ts';
import { profileNames } from '../model/profile.ts';
import { federatedCredentialSchema, tokenExchangeSchema } from './delegation-schema.ts';
import {
  acrValue,
  algorithm,
  clientIdentifier,
  flag,
  json,
  lifetime,
  list,
  privateUseSchemes,
  scopeName,
  seconds,
  sharedSecret,
  shownName,
  text,
} from './rules.ts';
import { uri } from './uri-rules.ts';

const claim = z.strictObject({
  type: text().describe('Name of the claim.'),
  value: json().describe('Its value.'),
});

/** One client, as configured and as stored. */
export const clientSchema = z.strictObject({
  clientId: clientIdentifier().describe('The identifier with which the client presents itself.'),
  clientName: shownName().optional().describe('Name that users see on the consent and device pages.'),
  clientUri: uri('web').optional().describe('Page about the client, linked from the pages on which it asks.'),
  logoUri: uri('web').optional().describe('Picture of the client on the pages on which it asks.'),
  policyUri: uri('web').optional().describe('Page on what the client does with what it learns, linked likewise.'),
  tosUri: uri('web').optional().describe('Terms of service of the client, linked likewise.'),
  enabled: flag(true).describe('A disabled client is refused everywhere.'),
  clientSecrets: list(sharedSecret()).default([]).describe('Shared secrets; several while one is being replaced.'),
  jwks: z
    .strictObject({
      keys: list(z.record(z.string(), z.unknown())).describe(
        'The keys as in RFC 7517 §4, without their private parts.',
      ),
    })
    .optional()
    .describe('Public keys for `private_key_jwt` assertions and request objects, as a JWKS.'),
  jwksUri: uri('backChannel').optional().describe('Where the server fetches the same keys.'),
  tlsClientAuth: z
    .strictObject({
      subjectDn: text()
        .optional()
        .describe('Its subject as in RFC 4514, the last part first: `CN=worker,O=Example,C=DE`.'),
      sanDns: text().optional().describe('A host name in it.'),
      sanUri: text().optional().describe('A URI in it.'),
      sanIp: text().optional().describe('An IP address in it.'),
      sanEmail: text().optional().describe('An e-mail address in it.'),
    })
    .optional()
    .describe(
      'Lets the client authenticate by a TLS certificate that one of `clientCertificateAuthorities` issued and that names it so (RFC 8705 §2.1).',
    ),
  selfSignedTlsClientAuth: flag(false).describe(
    'Whether it may authenticate by a TLS certificate that stands in `jwks` or at `jwksUri`, as the first of `x5c` (RFC 8705 §2.2).',
  ),
  requireClientSecret: flag(true).describe('`false` makes a public client, which authenticates by `client_id` alone.'),
  allowedGrantTypes: list(text().meta({ examples: [...Object.values(grantTypes), 'implicit'] }))
    .default([])
    .describe('Grant types that the client may use; empty: none.'),
  allowedScopes: list(scopeName())
    .default([])
    .describe('Identity and API scopes that it may ask for, by `scope` or by `claims`; empty: none.'),
  allowedAuthorizationDetailTypes: list(text())
    .default([])
    .describe('Types of `authorization_details` that it may ask for (RFC 9396 §10); empty: none.'),
  allowOfflineAccess: flag(false).describe('Whether `offline_access`, and so refresh tokens, may be asked for.'),
  redirectUris: list(uri('redirect'))
    .default([])
    .describe('Addresses that codes are sent to, compared character by character.'),
  privateUseSchemes: privateUseSchemes()
    .default([])
    .describe(
      'Schemes without a dot that these two may have, such as `cursor` or `vscode`. Any program can take such a scheme (RFC 8252 §8.4).',
    ),
  postLogoutRedirectUris: list(uri('redirect')).default([]).describe('Addresses that a sign-out may end at.'),
  allowedCorsOrigins: list(uri('origin'))
    .default([])
    .describe(
      'Origins whose scripts may call the server, such as `https://app.example.com`, or `capacitor://localhost` of an app.',
    ),
  allowedResponseTypes: list(
    z.enum(['code', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token']),
  )
    .default([])
    .describe('Response types beyond `code`, which needs the grant `authorization_code` only.'),
  requirePkce: flag(true).describe('Whether authorization requests must use PKCE (RFC 7636).'),
  allowPlainTextPkce: flag(false).describe('Whether the PKCE method `plain` is accepted beside `S256`.'),
  defaultMaxAge: seconds(0)
    .optional()
    .describe('Seconds since the sign-in that an authorization request without `max_age` allows; absent: any.'),
  defaultAcrValues: list(acrValue())
    .default([])
    .describe('What an authorization request without `acr_values` asks for, best first.'),
  requireConsent: flag(false).describe('Whether users are asked what the client may have.'),
  allowRememberConsent: flag(true).describe('Whether users may have their consent remembered.'),
  consentLifetime: lifetime()
    .nullable()
    .default(null)
    .describe('Seconds a remembered consent lasts; `null`: for ever.'),
  accessTokenType: z.enum(['jwt', 'reference']).default('jwt').describe('Self-contained or looked up at the server.'),
  accessTokenLifetime: lifetime().default(3600).describe('Seconds an access token lasts.'),
  identityTokenLifetime: lifetime().default(300).describe('Seconds an ID token lasts.'),
  authorizationCodeLifetime: lifetime().default(60).describe('Seconds an authorization code lasts.'),
  deviceCodeLifetime: lifetime().default(300).describe('Seconds a device code lasts.'),
  cibaLifetime: lifetime().default(300).describe('Seconds a CIBA request lasts.'),
  pollingInterval: lifetime()
    .default(5)
    .describe('Least number of seconds between two polls of a device code or CIBA request.'),
  refreshTokenUsage: z
    .enum(['oneTimeOnly', 'reUse'])
    .default('oneTimeOnly')
    .describe('Whether a refresh token is replaced with every use.'),
  refreshTokenExpiration: z
    .enum(['sliding', 'absolute'])
    .default('sliding')
    .describe('Whether use prolongs a refresh token, up to the absolute lifetime.'),
  absoluteRefreshTokenLifetime: seconds(0)
    .default(2_592_000)
    .describe('Seconds after sign-in at which refreshing ends for good; 0: never, as long as a sliding token is used.'),
  slidingRefreshTokenLifetime: lifetime()
    .default(1_296_000)
    .describe('Seconds a sliding refresh token lasts without use.'),
  refreshTokenRetryWindow: seconds(0)
    .default(10)
    .describe('Seconds in which a used one-time refresh token is answered again with the same successor; 0: never.'),
  includeRefreshTokenLifetime: flag(false).describe(
    'Whether token responses say how long the refresh token lasts, as `refresh_token_expires_in`.',
  ),
  coordinateLifetimeWithUserSession: flag(false).describe(
    'Whether tokens end with the session that they were issued in, refresh tokens too; each refresh keeps the session alive. Tokens without a session are not concerned.',
  ),
  updateAccessTokenClaimsOnRefresh: flag(true).describe(
    'Whether claims are read anew when a token is refreshed; `false`: those of the first access token stay, for the APIs that had them.',
  ),
  includeJwtId: flag(true).describe('Whether JWT access tokens carry `jti`.'),
  claims: list(claim).default([]).describe('Claims about the client in its access tokens.'),
  alwaysSendClientClaims: flag(false).describe(
    'Whether they are sent for users too, not only for `client_credentials`.',
  ),
  clientClaimsPrefix: z.string().default('client_').describe('Put before the name of each of them.'),
  alwaysIncludeUserClaimsInIdToken: flag(false).describe('Whether ID tokens carry claims that userinfo would give.'),
  allowedIdentityTokenSigningAlgorithms: list(algorithm())
    .default([])
    .describe('Signing algorithms of ID tokens; the first is used. Empty: the default of the server.'),
  allowedAssertionAlgorithms: list(z.enum(assertionAlgorithms))
    .default([])
    .describe('Algorithms that its assertions (`private_key_jwt`) may be signed with. Empty: any asymmetric one.'),
  assertionAudience: z
    .enum(['issuer', 'issuerOrEndpoint'])
    .default('issuerOrEndpoint')
    .describe(
      'What its assertions may name as `aud`: this server’s issuer alone, or one of its endpoints too, as older clients do. Whoever names somebody else besides is refused.',
    ),
  allowedRequestObjectAlgorithms: list(z.enum(assertionAlgorithms))
    .default([])
    .describe('Algorithms that its request objects may be signed with. Empty: any asymmetric one.'),
  requireMutualTls: flag(false).describe(
    'Whether token requests must come with a client certificate, to which the tokens are bound (RFC 8705 §3).',
  ),
  requireDPoP: flag(false).describe('Whether token requests must prove possession of a key (RFC 9449).'),
  requireDPoPNonce: flag(false).describe(
    'Whether DPoP proofs must carry a nonce that this server gave out, so that none is made in advance (RFC 9449 §8).',
  ),
  profile: z
    .enum(profileNames)
    .optional()
    .describe('Rules that it is held to, each of them in `docs/profiles.md`; what contradicts them is refused.'),
  requireSignedAuthorizationResponse: flag(false).describe(
    'Whether authorization requests must ask for a signed answer, `response_mode=jwt` (JARM).',
  ),
  requestObjectLifetime: lifetime()
    .optional()
    .describe(
      'Makes `nbf` required in request objects: seconds that it may be past, and to `exp` from there. Absent: no `nbf` is asked for, and `exp` may be a day away.',
    ),
  requireSignedIntrospection: flag(false).describe(
    'Whether introspection by this client is always answered with a signed JWT (RFC 9701).',
  ),
  requirePushedAuthorization: flag(false).describe('Whether authorization requests must be pushed first (RFC 9126).'),
  requireRequestObject: flag(false).describe('Whether authorization requests must be signed (RFC 9101).'),
  userInfoSignedResponseAlgorithm: algorithm()
    .optional()
    .describe('Makes userinfo answer with a JWT signed so; absent: plain JSON.'),
  frontChannelLogoutUri: uri('web').optional().describe('Page that is loaded in a frame when the user signs out.'),
  backChannelLogoutUri: uri('backChannel')
    .optional()
    .describe('Where a logout token is posted when the user signs out.'),
  backChannelClientNotificationUri: uri('backChannel')
    .optional()
    .describe('Where a CIBA client is told that a request was decided (ping mode); absent: it polls.'),
  pairwiseSubjectSalt: text()
    .optional()
    .describe('Gives the client subject identifiers of its own, derived with this salt.'),
  tokenExchange: tokenExchangeSchema
    .prefault({})
    .describe('What it may exchange (RFC 8693); nothing by default. `docs/delegation.md` explains it.'),
  clientAssertion: federatedCredentialSchema
    .optional()
    .describe(
      'Lets the client authenticate by a JWT of a trusted issuer, such as that of its platform, without a secret.',
    ),
  userCodeType: z
    .enum(['alphabetic', 'numeric'])
    .default('alphabetic')
    .describe('Letters or digits in user codes of the device flow.'),
  properties: z
    .record(z.string(), z.string())
    .default({})
    .describe('Anything else your own code wants to know of the client.'),
});

export type { ClientConfiguration } from './client-configuration.ts';
export type CheckedClient = z.output<typeof clientSchema>;
