import type { Client } from '../model/client.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { ProfileName } from '../model/profile.ts';

/** What of the server a rule looks at. */
export interface ProfileSurroundings {
  readonly signingAlgorithms: readonly string[];
}

/** A setting that contradicts a rule: its path within the client, and what it must be. */
export type Contradiction = readonly [path: readonly PropertyKey[], message: string];

/** One rule of a profile. */
export interface ProfileRule {
  /** What holds, as a sentence for `docs/profiles.md`. */
  readonly rule: string;
  readonly section: string;
  /** Settings that the rule stands for: made so where the client says nothing; any other value contradicts. */
  readonly settings?: Readonly<Partial<Client>>;
  /** Made so where the client says nothing; the client may say otherwise. */
  readonly defaults?: (written: Readonly<Partial<Client>>, server: ProfileSurroundings) => Readonly<Partial<Client>>;
  readonly contradictions?: (client: Client, server: ProfileSurroundings) => readonly Contradiction[];
  /** Where it is enforced, if by no setting; `always`: for every client, with a profile or without. */
  readonly enforced?: string;
}

const security = (section: string) => `FAPI 2.0 Security Profile §${section}`;
const signing = (section: string) => `FAPI 2.0 Message Signing §${section}`;
const fapiCiba = (section: string) => `FAPI-CIBA §${section}`;

const fapi2Algorithms = ['PS256', 'ES256', 'EdDSA', 'Ed25519'] as const;
const fapiCibaAlgorithms = ['PS256', 'ES256'] as const;

const senderConstrained: ProfileRule = {
  rule: 'Access tokens are bound to a key of the client: `requireDPoP`, unless the client has `requireMutualTls`.',
  section: security('5.3.2.1, items 4 and 5'),
  defaults: ({ requireMutualTls }) => (requireMutualTls === true ? {} : { requireDPoP: true }),
  contradictions: ({ requireDPoP, requireMutualTls }) =>
    requireDPoP || requireMutualTls ? [] : [[['requireDPoP'], 'must be true, or requireMutualTls']],
};

const strongAuthentication: ProfileRule = {
  rule: 'Clients are confidential, and authenticate by `private_key_jwt` or a certificate; shared secrets are refused.',
  section: security('5.3.2.1, items 3 and 6'),
  settings: { requireClientSecret: true },
  contradictions: ({ clientSecrets }) =>
    clientSecrets.length === 0 ? [] : [[['clientSecrets'], 'must be empty: use jwks, jwksUri or a certificate']],
};

const assertionAudience: ProfileRule = {
  rule: 'Client assertions name the issuer, as a string, and nothing else as their audience.',
  section: security('5.3.2.1, item 8'),
  settings: { assertionAudience: 'issuer' },
};

/** Tokens and what clients sign: the algorithms, wherever one can be chosen. */
function algorithmRule(allowed: readonly string[], section: string): ProfileRule {
  const lists = [
    'allowedAssertionAlgorithms',
    'allowedRequestObjectAlgorithms',
    'allowedIdentityTokenSigningAlgorithms',
  ] as const;
  return {
    rule: `Whatever is signed is signed with ${allowed.join(', ')}: assertions, request objects, ID tokens, access tokens, answers. RSA keys have 2,048 bits or more.`,
    section,
    defaults: (_, { signingAlgorithms }) => ({
      allowedAssertionAlgorithms: allowed as Client['allowedAssertionAlgorithms'],
      allowedRequestObjectAlgorithms: allowed as Client['allowedRequestObjectAlgorithms'],
      allowedIdentityTokenSigningAlgorithms: signingAlgorithms.filter((one) => allowed.includes(one)).slice(0, 1),
    }),
    contradictions: (client, { signingAlgorithms }) => [
      ...lists.flatMap((list) => [
        ...(client[list].length === 0 ? [[[list], `must be some of ${allowed.join(', ')}`] as const] : []),
        ...client[list].flatMap((one, index) =>
          allowed.includes(one) ? [] : [[[list, index], `must be one of ${allowed.join(', ')}`] as const],
        ),
      ]),
      ...(client.userInfoSignedResponseAlgorithm === undefined ||
      allowed.includes(client.userInfoSignedResponseAlgorithm)
        ? []
        : [[['userInfoSignedResponseAlgorithm'], `must be one of ${allowed.join(', ')}`] as const]),
      ...(signingAlgorithms[0] === undefined || allowed.includes(signingAlgorithms[0])
        ? []
        : [
            [
              ['profile'],
              `needs one of ${allowed.join(', ')} first in signing.algorithms: it signs access tokens`,
            ] as const,
          ]),
    ],
  };
}

const fapi2Security: readonly ProfileRule[] = [
  {
    rule: 'Nobody signs in by password at the token endpoint, and no token comes through the browser: only `authorization_code`, `refresh_token`, `client_credentials`, CIBA, device codes and extension grants.',
    section: security('5.3.2.1, item 2, and 5.3.2.2, item 1'),
    contradictions: ({ allowedGrantTypes, allowedResponseTypes }) => [
      ...allowedGrantTypes.flatMap((grantType, index): readonly Contradiction[] =>
        grantType === 'password' || grantType === 'implicit'
          ? [[['allowedGrantTypes', index], 'must not be there']]
          : [],
      ),
      ...allowedResponseTypes.flatMap((responseType, index): readonly Contradiction[] =>
        responseType === 'code' ? [] : [[['allowedResponseTypes', index], 'must be code']],
      ),
    ],
  },
  strongAuthentication,
  senderConstrained,
  assertionAudience,
  {
    rule: 'Refresh tokens stay the same: they are bound to the client, and rotation only loses them.',
    section: security('5.3.2.1, item 9'),
    settings: { refreshTokenUsage: 'reUse' },
  },
  {
    rule: 'Authorization codes last for 60 seconds at the most.',
    section: security('5.3.2.1, item 11'),
    contradictions: ({ authorizationCodeLifetime }) =>
      authorizationCodeLifetime <= 60 ? [] : [[['authorizationCodeLifetime'], 'must be 60 or less']],
  },
  {
    rule: 'A code can be bound to a DPoP key from the beginning (`dpop_jkt`, or a proof at the pushed request).',
    section: security('5.3.2.1, item 12'),
    enforced: 'always: `authorize/pushed-endpoint.ts`',
  },
  {
    rule: 'Clocks may go ahead: JWTs made up to a minute in the future are taken, others are not.',
    section: security('5.3.2.1, item 13'),
    enforced: 'always: `clients/client-jwt.ts`',
  },
  {
    rule: 'Authorization requests are pushed, by an authenticated client, and their reference is used once within a minute.',
    section: security('5.3.2.2, items 2 to 4, 12 and 13'),
    settings: { requirePushedAuthorization: true },
  },
  {
    rule: 'PKCE with `S256`.',
    section: security('5.3.2.2, item 5'),
    settings: { requirePkce: true, allowPlainTextPkce: false },
  },
  {
    rule: 'Every pushed request says its `redirect_uri`.',
    section: security('5.3.2.2, item 6'),
    enforced: '`authorize/target.ts`',
  },
  {
    rule: 'Every authorization response, errors included, has `iss` (RFC 9207).',
    section: security('5.3.2.2, item 7'),
    enforced: 'always: `authorize/response-writer.ts`',
  },
  {
    rule: 'Answers travel encrypted: redirect URIs are https, or stay on the device (loopback, a scheme of the application).',
    section: security('5.3.2.2, item 8'),
    contradictions: ({ redirectUris }) =>
      redirectUris.flatMap((uri, index): readonly Contradiction[] =>
        /^http:\/\/(?!127\.0\.0\.1[:/]|\[::1\][:/]|localhost[:/])/i.test(`${uri}/`)
          ? [[['redirectUris', index], 'must be https']]
          : [],
      ),
  },
  {
    rule: 'A code is used once; used again, it ends what came of it.',
    section: security('5.3.2.2, item 9'),
    enforced: 'always: `token-endpoint/grants/authorization-code.ts`',
  },
  {
    rule: 'Browsers are sent on with 303, which repeats no form with credentials; and never to an address that is not registered.',
    section: security('5.3.2.1, item 7, and 5.3.2.2, items 10 and 11'),
    enforced: 'always: `http/reply.ts`, `authorize/target.ts`',
  },
  algorithmRule(fapi2Algorithms, security('5.4.1')),
  {
    rule: 'ID tokens have `sid` only for clients that are told of sign-outs (`frontChannelLogoutUri`, `backChannelLogoutUri`).',
    section: 'OpenID Connect Core §2, Back-Channel Logout 1.0 §2.1',
    enforced: '`tokens/token-service.ts`',
  },
];

const fapi2MessageSigning: readonly ProfileRule[] = [
  ...fapi2Security,
  {
    rule: 'Requests are signed (`requireRequestObject: false` leaves this part out), are no more than an hour old by `nbf`, and last for an hour at the most from then.',
    section: signing('5.3.1'),
    defaults: () => ({ requireRequestObject: true, requestObjectLifetime: 3600 }),
    contradictions: ({ requestObjectLifetime }) =>
      requestObjectLifetime !== undefined && requestObjectLifetime <= 3600
        ? []
        : [[['requestObjectLifetime'], 'must be 3600 or less']],
  },
  {
    rule: 'Answers are signed: clients ask for `response_mode=jwt` (`requireSignedAuthorizationResponse: false` leaves this part out).',
    section: signing('5.4.1'),
    defaults: () => ({ requireSignedAuthorizationResponse: true }),
  },
  {
    rule: 'Introspection is answered with a signed JWT, whatever the caller accepts (`requireSignedIntrospection: false` leaves this part out for a client); APIs with secrets of their own get one where the whole server has the profile.',
    section: signing('5.5.1'),
    defaults: () => ({ requireSignedIntrospection: true }),
  },
];

const fapiCibaRules: readonly ProfileRule[] = [
  strongAuthentication,
  {
    ...senderConstrained,
    rule: 'Access tokens are bound to the certificate of the client: `requireMutualTls`, unless the client has `requireDPoP`.',
    section: `${fapiCiba('5.2.2')}, FAPI 1.0 Advanced §5.2.2, item 5`,
    defaults: ({ requireDPoP }) => (requireDPoP === true ? {} : { requireMutualTls: true }),
  },
  assertionAudience,
  {
    rule: 'Backchannel requests are signed: they have `exp`, `nbf`, `iat` and `jti`, last for an hour at the most and are used once.',
    section: fapiCiba('5.2.2, items 2 and 6'),
    settings: { requireRequestObject: true },
  },
  {
    rule: 'Tokens are fetched, by polling or after a ping; they are never pushed.',
    section: fapiCiba('5.2.2, item 5'),
    enforced: 'always: there is no push mode',
  },
  {
    rule: 'Nobody signs in by password at the token endpoint.',
    section: 'RFC 9700 §2.4',
    contradictions: ({ allowedGrantTypes }) =>
      allowedGrantTypes.flatMap((grantType, index): readonly Contradiction[] =>
        grantType === 'password' || grantType === 'implicit'
          ? [[['allowedGrantTypes', index], 'must not be there']]
          : [],
      ),
  },
  {
    rule: 'The client has the grant.',
    section: 'CIBA Core 1.0 §4',
    contradictions: ({ allowedGrantTypes }) =>
      allowedGrantTypes.includes(grantTypes.ciba) ? [] : [[['allowedGrantTypes'], `must have ${grantTypes.ciba}`]],
  },
  algorithmRule(fapiCibaAlgorithms, `${fapiCiba('7.10')}, FAPI 1.0 Advanced §8.6`),
];

/** What may sign, by profile. */
export const profileAlgorithms: Readonly<Record<ProfileName, readonly string[]>> = {
  fapi2Security: fapi2Algorithms,
  fapi2MessageSigning: fapi2Algorithms,
  fapiCiba: fapiCibaAlgorithms,
};

/** Every profile, rule by rule. */
export const profiles: Readonly<Record<ProfileName, readonly ProfileRule[]>> = {
  fapi2Security,
  fapi2MessageSigning,
  fapiCiba: fapiCibaRules,
};
