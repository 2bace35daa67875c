import { z } from 'zod';
import { Certificate } from '../keys/certificate.ts';
import { accessTokenJwtTypes } from '../model/access-token-jwt-type.ts';
import { builtInLanguages } from '../model/languages.ts';
import { limits as catalogue } from '../model/limits.ts';
import { profileNames } from '../model/profile.ts';
import { adminSchema } from './admin-schema.ts';
import { clientSchema } from './client-schema.ts';
import { trustedIssuerSchema } from './delegation-schema.ts';
import { clientIdMetadataDocumentsSchema } from './document-schema.ts';
import { pagesSchema } from './pages-schema.ts';
import { postgresUrl } from './postgres-url.ts';
import { clientRegistrationSchema } from './registration-schema.ts';
import { apiResourceSchema, apiScopeSchema, identityResourceReference } from './resource-schema.ts';
import {
  acrValue,
  algorithm,
  clientIdentifier,
  count,
  customParameter,
  flag,
  lifetime,
  list,
  nonEmptyList,
  scopeName,
  shownName,
  text,
} from './rules.ts';
import { standardClaims } from './standard-identity-resources.ts';
import { uri } from './uri-rules.ts';
import { userSchema } from './user-schema.ts';

/** Port 0 lets the operating system choose: for tests. */
const port = () => count(0, 65_535);

const tls = z.strictObject({
  certificate: text().describe(
    'File in PEM with the certificate, and the intermediate ones after it; read anew when it changes.',
  ),
  key: text().describe('File in PEM with its private key; read anew likewise.'),
  clientAuthorities: text()
    .optional()
    .describe('File in PEM with the authorities that are named to clients which are asked for a certificate.'),
  mutualPort: port()
    .optional()
    .describe(
      'Port on which clients are asked for certificates; may be `listen.port` itself, but browsers then ask their users too. Absent: none.',
    ),
});

const listen = z.strictObject({
  host: text().default('127.0.0.1').describe('Address to listen on; `0.0.0.0` or `::` for all.'),
  port: port()
    .default(9400)
    .describe(
      'Port to listen on. Absent, where the issuer names this machine and a port, and no proxy is spoken of: that port.',
    ),
  tls: tls.optional().describe('Makes `listen.port` speak https; absent: http, for a proxy in front.'),
  adminPort: port()
    .optional()
    .describe('Port of health, metrics and administration, for you and not for the public; absent: none.'),
  maximumInFlight: count(1, 1_000_000)
    .default(catalogue.requestsInFlight.most)
    .describe('Requests that a process answers at once; further ones get 503. Health, discovery and keys are exempt.'),
  maximumConnections: count(1, 1_000_000)
    .default(catalogue.connections.most)
    .describe('Connections that a process holds at once; further ones are closed.'),
  maximumConnectionsPerAddress: count(1, 1_000_000)
    .default(catalogue.connectionsPerAddress.most)
    .describe(
      "The same of one address; an IPv6 /64 is one. With `trustProxy` it does not count: they are all the proxy's.",
    ),
  maximumInFlightPerConnection: count(1, 10_000)
    .default(catalogue.requestsPerConnection.most)
    .describe('Requests of one connection that are worked on at once; further ones wait.'),
  trustProxy: flag(false).describe(
    'Whether the proxy in front is believed in what it says of address, scheme and client certificate.',
  ),
});

const storage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('memory').describe('Everything is lost when the process ends.') }),
  z.strictObject({
    kind: z.literal('sqlite').describe('One file, one machine.'),
    path: text()
      .regex(/^(?!:memory:$)/, { error: 'must be a file; the store in memory is { kind: "memory" }' })
      .default('./mintmark.db')
      .describe('The file, relative to the folder of the configuration; without a file, to the working directory.'),
  }),
  z.strictObject({
    kind: z.literal('postgres').describe('Many nodes on one PostgreSQL.'),
    url: postgresUrl().describe('Connection string, `postgres://user:password@host:5432/database`.'),
    maximumConnections: count(1, 1000).default(10).describe('Most connections that one process opens.'),
    statementTimeoutMs: count(1, 600_000).default(5000).describe('Milliseconds after which a statement is given up.'),
  }),
]);

const signing = z.strictObject({
  algorithms: nonEmptyList(algorithm())
    .default(['ES256', 'RS256'])
    .describe('Algorithms with a key each; the first signs access tokens.'),
  rotationInterval: lifetime().default(7_776_000).describe('Seconds a key signs before a new one takes over.'),
  propagationTime: lifetime().default(1_209_600).describe('Seconds a new key is published before it signs.'),
  retentionDuration: lifetime().default(1_209_600).describe('Seconds a key is published after it signed last.'),
});

const externalProvider = z.strictObject({
  id: text()
    .regex(/^[a-z0-9][a-z0-9_-]*$/, { error: 'must be lower-case letters, digits, - and _' })
    .describe('Its name in the path of its callback, `/external/<id>/callback`, and the `idp` claim.'),
  displayName: shownName().describe('Its name on the sign-in page.'),
  issuer: uri('provider').describe('Its issuer identifier, as its discovery document has it.'),
  clientId: clientIdentifier().describe('The client that you are there.'),
  clientSecret: text().optional().describe('The secret of that client.'),
  scopes: list(scopeName()).default(['openid', 'profile', 'email']).describe('Scopes to ask for.'),
  claims: list(text())
    .default(standardClaims)
    .describe(
      'Claims about its users that are believed. The default is the standard ones: name a role or group only if it may say who has it.',
    ),
  acrValues: list(acrValue())
    .default([])
    .describe(
      '`acr` values that it is believed in; those of them that a client asks for are asked of it. Announced by discovery, as `acrValues` of the server are.',
    ),
  allowPrivateAddresses: flag(false).describe('Whether it may stand on a loopback or private address.'),
});

const session = z.strictObject({
  idleLifetime: lifetime().default(36_000).describe('Seconds a sign-in lasts without use.'),
  absoluteLifetime: lifetime().default(604_800).describe('Seconds a sign-in lasts at the most.'),
  staySignedIn: z
    .enum(['off', 'offered'])
    .default('off')
    .describe(
      '`offered`: users may choose on the sign-in page to stay signed in for `absoluteLifetime`, used or not, also when the browser was closed.',
    ),
});

const limits = z.strictObject({
  signInAttemptsPerAccount: count(1, 1_000_000)
    .default(catalogue.signInAttemptsPerAccount.most)
    .describe('Wrong passwords of one account in the window.'),
  signInAttemptsPerAddress: count(1, 1_000_000)
    .default(catalogue.signInAttemptsPerAddress.most)
    .describe('Wrong passwords from one address in the window.'),
  userCodeAttempts: count(1, 1_000_000)
    .default(catalogue.userCodeAttempts.most)
    .describe('Wrong user codes of one address or user in the window.'),
  clientAuthenticationFailures: count(1, 1_000_000)
    .default(catalogue.clientAuthenticationFailures.most)
    .describe('Failed authentications of one client from one address in the window.'),
  waitingRequestsPerAddress: count(1, 1_000_000)
    .default(catalogue.waitingPerAddress.most)
    .describe(
      'Authorization, pushed and device requests of one address in the window that wait for a user not yet known.',
    ),
  windowSeconds: lifetime().default(300).describe('Seconds that the attempts above are counted over.'),
  grantsPerUserAndClient: count(1, 100_000)
    .default(catalogue.grantsPerUserAndClient.most)
    .describe(
      'Live refresh tokens of one user at one client, of reference tokens ten times as many; of more the oldest end.',
    ),
  stateLength: count(512, 32_000).default(catalogue.state.most).describe('Characters that `state` may have.'),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const authorities = () =>
  z
    .string()
    .refine((text) => Certificate.readPem(text)?.every(({ isAuthority }) => isAuthority) === true, {
      error: 'must be certificates of authorities in PEM',
    })
    .meta({ typeName: 'PEM' });

const masterSecret = () => z.string();

const endpoints = z.strictObject({
  authorize: flag(true).describe('The authorize endpoint, and with it that of pushed requests.'),
  pushedAuthorization: flag(true).describe('Pushed authorization requests (RFC 9126).'),
  deviceAuthorization: flag(true).describe('Device authorization (RFC 8628), and its page.'),
  ciba: flag(true).describe('Backchannel authentication (CIBA), and its page.'),
  userInfo: flag(true).describe('Userinfo.'),
  introspection: flag(true).describe('Introspection (RFC 7662).'),
  revocation: flag(true).describe('Revocation (RFC 7009).'),
  endSession: flag(true).describe('Signing out at the request of a client; `/logout` stays.'),
});

/** The whole configuration: types, defaults and meaning. `docs/reference/configuration.md` is rendered from it. */
export const configurationSchema = z.strictObject({
  issuer: uri('issuer').describe('The identity of the server, its public address; clients compare it exactly.'),
  listen: listen.prefault({}).describe('Where the server listens.'),
  admin: adminSchema.prefault({}).describe('What is at `listen.adminPort` beside health and metrics: `docs/admin.md`.'),
  storage: storage
    .default({ kind: 'sqlite', path: './mintmark.db' })
    .describe('Where grants, keys and users are kept.'),
  secret: z
    .union([masterSecret(), list(masterSecret())])
    .optional()
    .describe(
      'Master secret, 32 random bytes or more in base64url; a list while it is being rotated, the new one first. Required by `start`.',
    ),
  signing: signing.prefault({}).describe('Signing keys and how long they live.'),
  identityResources: list(identityResourceReference)
    .default(['openid', 'profile', 'email'])
    .describe('Scopes about the user: `openid`, `profile`, `email`, `address`, `phone` by name, or of your own.'),
  apiScopes: list(apiScopeSchema).default([]).describe('Scopes of your APIs.'),
  apiResources: list(apiResourceSchema).default([]).describe('Your APIs.'),
  clients: list(clientSchema).default([]).describe('Clients; more of them can be stored by `mintmark clients`.'),
  clientRegistration: clientRegistrationSchema
    .prefault({})
    .describe('Clients that register themselves (RFC 7591): whether there may be any, and what they may have.'),
  clientIdMetadataDocuments: clientIdMetadataDocumentsSchema
    .prefault({})
    .describe(
      'Clients whose id is the address of a document about them: whether there may be any, and what they may have.',
    ),
  profile: z
    .enum(profileNames)
    .optional()
    .describe('Rules that every client is held to which names no profile itself: `docs/profiles.md`.'),
  signedMetadata: flag(false).describe(
    'Whether the discovery document also carries itself signed, as `signed_metadata` (RFC 8414 §2.1).',
  ),
  endpoints: endpoints
    .prefault({})
    .describe(
      'Endpoints, each of which `false` switches off: nothing is at its path (404), discovery does not name it.',
    ),
  mutualTls: z
    .strictObject({
      baseUrl: uri('issuer').describe('What stands for the issuer in the addresses of endpoints, with the same path.'),
    })
    .optional()
    .describe(
      'The address at which clients present certificates, announced as `mtls_endpoint_aliases` (RFC 8705 §5). Absent: the same as for everybody.',
    ),
  clientCertificateAuthorities: list(authorities())
    .default([])
    .describe(
      'Authorities, in PEM, whose client certificates are believed for `tlsClientAuth`. They must have issued these themselves: list intermediate ones.',
    ),
  users: list(userSchema).default([]).describe('Users; more of them can be stored by `mintmark users`.'),
  externalProviders: list(externalProvider).default([]).describe('Other OpenID providers to sign in with.'),
  trustedIssuers: list(trustedIssuerSchema)
    .default([])
    .describe('Other issuers whose JWTs are exchanged for tokens, or prove who a client is: `docs/delegation.md`.'),
  session: session.prefault({}).describe('How long sign-ins last.'),
  accessTokenJwtType: z
    .enum(accessTokenJwtTypes)
    .default('at+jwt')
    .describe(
      '`typ` of JWT access tokens; `JWT` for APIs whose library refuses that of RFC 9068. APIs may differ: `apiResources[].accessTokenJwtType`.',
    ),
  customAuthorizeParameters: list(customParameter())
    .default([])
    .describe(
      'Names of parameters of your own in authorization requests and pushes, such as `tenant`: kept and shown to a front end; whatever else is not understood is dropped.',
    ),
  acrValues: list(acrValue())
    .default([])
    .describe(
      'Further `acr` values that sign-ins may have, which your front end gives them; announced by discovery. Where any is announced, what `acr_values` asks for must be met (RFC 9470 §5).',
    ),
  passwordAcr: acrValue()
    .optional()
    .describe(
      'The `acr` of a sign-in with user name and password, such as `urn:example:acr:password`; announced by discovery. Absent: none.',
    ),
  limits: limits
    .prefault({})
    .describe('Limits on guessing, and on how much is taken and kept; `docs/reference/limits.md` lists all there are.'),
  allowPrivateAddresses: z
    .boolean()
    .optional()
    .describe(
      'Whether the server may call clients on loopback and private addresses. Absent: in `dev` yes, in `start` no.',
    ),
  locales: nonEmptyList(
    text().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, { error: 'must be a language tag such as en or pt-BR' }),
  )
    .default(['en'])
    .describe(`Language tags of the pages; the first is the default. Built in: ${builtInLanguages.join(', ')}.`),
  timeZone: text()
    .refine(isTimeZone, { error: 'must be the name of a time zone such as Europe/Berlin' })
    .default('UTC')
    .describe('Time zone of the pages, for users whose claim `zoneinfo` names none.'),
});

/** All that a JSON file may hold: also what a program gives as code beside it. */
export const writtenSchema = z.strictObject({
  ...configurationSchema.shape,
  pages: pagesSchema.optional().describe('How the pages look; a program can also replace them: `docs/pages.md`.'),
});

export type { Configuration } from './configuration.ts';
/** A configuration with its defaults. */
export type CheckedConfiguration = z.output<typeof configurationSchema>;
