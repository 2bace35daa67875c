import { z } from 'zod';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import { limits } from '../model/limits.ts';
import { clientIdentifier, flag, list, nonEmptyList, scopeName, text } from './rules.ts';
import { uri } from './uri-rules.ts';

const issuerName = () => text().max(limits.apiName.most);
const subjectName = () => text().max(limits.subject.most);

export const trustedIssuerSchema = z.strictObject({
  issuer: issuerName().describe('Its `iss`, compared character by character.'),
  jwksUri: uri('backChannel').optional().describe('Where its keys are fetched; kept for five minutes.'),
  jwks: z
    .strictObject({ keys: list(z.record(z.string(), z.unknown())).describe('Public keys as in RFC 7517 §4.') })
    .optional()
    .describe('Its keys, instead.'),
  audience: z
    .union([issuerName(), nonEmptyList(issuerName())])
    .optional()
    .describe('What `aud` of its JWTs must be, and nothing else beside it. Absent: the issuer of this server.'),
  uses: nonEmptyList(z.enum(['subjectToken', 'assertion', 'identityAssertion', 'clientAssertion'])).describe(
    'For what its JWTs are taken: token exchange (RFC 8693), the grant jwt-bearer (RFC 7523 §2.1), the same with identity assertions (ID-JAG), client authentication (`clients[].clientAssertion`).',
  ),
  subjects: z
    .enum(['same', 'mapped', 'none'])
    .default('none')
    .describe(
      'Whom `sub` names: `same`, a user of this server by that subject; `mapped`, whoever `assertionSubjectMapper` says; `none`, nobody: tokens are about the client.',
    ),
  allowedClients: list(clientIdentifier())
    .optional()
    .describe('Clients that may use its JWTs. Absent: every client that may use the grant.'),
  allowedScopes: list(scopeName())
    .optional()
    .describe('Scopes that its JWTs are good for. Absent: whatever the client may have.'),
  allowedAlgorithms: list(z.enum(assertionAlgorithms))
    .default([])
    .describe('Algorithms that it may sign with. Empty: any asymmetric one.'),
  singleUse: flag(true).describe(
    'Whether each assertion is good once, by its `jti`. `false` for platforms that hand out one token for a while, such as Kubernetes.',
  ),
});

const identityAssertionTarget = z.strictObject({
  issuer: issuerName().describe('Its issuer: `audience` of the request and `aud` of the assertion.'),
  clientId: clientIdentifier().optional().describe('What the client is called there. Absent: as here.'),
  scopes: nonEmptyList(scopeName()).describe('Scopes there that it may ask for; all of them where it asks for none.'),
  resources: list(uri('web')).default([]).describe('Resources there that it may ask for.'),
  claims: list(text()).default([]).describe('Claims about the user that the other server is told, such as `email`.'),
  relyingParty: clientIdentifier()
    .optional()
    .describe('The client that the other server is here: it is told the `sub` that it knows from ID tokens.'),
});

const tokenKinds = ['access_token', 'refresh_token', 'id_token', 'jwt'] as const;

export const tokenExchangeSchema = z.strictObject({
  subjectTokens: list(
    z.enum([...tokenKinds, ...tokenKinds.map((kind) => `urn:ietf:params:oauth:token-type:${kind}` as const)]),
  )
    .default([])
    .describe(
      'Kinds of tokens that it may exchange; `jwt` are those of `trustedIssuers`. Whole identifiers (RFC 8693 §3) do as well.',
    ),
  audiences: list(z.union([issuerName(), identityAssertionTarget]))
    .default([])
    .describe(
      'What it may get tokens for: names of APIs, the issuer for scopes of no API, its own id for ID tokens; objects for identity assertions (ID-JAG) to other servers.',
    ),
  actors: list(
    z.union([
      subjectName(),
      z.strictObject({
        issuer: issuerName().describe('A trusted issuer.'),
        subject: subjectName().describe('`sub` of its token.'),
      }),
    ]),
  )
    .default([])
    .describe('Who may be named by `actor_token`, by `sub`. The client itself always may.'),
  impersonation: flag(false).describe(
    'Whether a token that it exchanges without an actor token does not name it as actor, in `act`.',
  ),
  apis: list(issuerName())
    .default([])
    .describe(
      'The APIs that this client is: it may exchange access tokens that were meant for one of them, not its own alone.',
    ),
});

export const federatedCredentialSchema = z.strictObject({
  issuer: issuerName().describe('One of `trustedIssuers` with the use `clientAssertion`.'),
  subject: text().max(1000).describe('`sub` of the JWT, compared character by character.'),
  audience: issuerName().optional().describe('`aud` of the JWT. Absent: what `trustedIssuers` says.'),
});
