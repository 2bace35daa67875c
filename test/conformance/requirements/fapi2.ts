import { must, type Plan, type Requirement, should } from './requirement.ts';

const prefix = 'fapi2-security-profile-final-';
const sp = (section: string) => `FAPI 2.0 Security Profile §${section}`;
const ms = (section: string) => `FAPI 2.0 Message Signing §${section}`;
const all = (rows: readonly (readonly [name: string, section: string, behaviour: string])[]): readonly Requirement[] =>
  rows.map(([name, section, behaviour]) => must(prefix + name, section, behaviour));

/** What both plans run. */
const shared = all([
  [
    'discovery-end-point-verification',
    sp('5.3.2.1'),
    'Discovery names what the profile needs: pushed requests, private_key_jwt, PKCE, iss, DPoP or certificates.',
  ],
  [
    'happy-flow',
    sp('5.3.2'),
    'The whole flow succeeds for two clients, and the token is good at the userinfo endpoint with its key alone.',
  ],
  [
    'user-rejects-authentication',
    'RFC 6749 §4.1.2.1',
    'When the user refuses, the client is told access_denied, with iss.',
  ],
  ['ensure-authorization-request-without-state-success', 'RFC 6749 §4.1.1', 'A request needs no state.'],
  [
    'ensure-authorization-request-without-nonce-success',
    'OpenID Connect Core §3.1.2.1',
    'A code request needs no nonce.',
  ],
  [
    'ensure-authorization-request-with-64-char-nonce-success',
    'OpenID Connect Core §3.1.2.1',
    'A nonce of 64 characters comes back whole.',
  ],
  ['ensure-other-scope-order-succeeds', 'RFC 6749 §3.3', 'The order of the scopes does not matter.'],
  [
    'test-claims-parameter-identity-claims',
    'OpenID Connect Core §5.5',
    'The ID token holds the claims that were asked for, and none that nobody asked for.',
  ],
  [
    'access-token-type-header-case-sensitivity',
    'RFC 9110 §11.1',
    'The scheme of the access token may be written in any letter case.',
  ],
  ['ensure-authorization-request-with-long-nonce', 'RFC 6749 §4.1.2.1', 'A long nonce is taken whole, or refused.'],
  ['ensure-authorization-request-with-long-state', 'RFC 6749 §4.1.2.1', 'A long state comes back whole.'],
  ['ensure-registered-redirect-uri', sp('5.3.2.2'), 'A redirect URI that is not registered is refused at the push.'],
  [
    'ensure-unsigned-authorization-request-without-using-par-fails',
    sp('5.3.2.2'),
    'A request that was not pushed is refused.',
  ],
  ['ensure-redirect-uri-in-authorization-request', sp('5.3.2.2'), 'A pushed request without redirect_uri is refused.'],
  ['ensure-response-type-code-idtoken-fails', sp('5.3.2.2'), 'The response type code id_token is refused.'],
  ['ensure-response-type-token-fails', sp('5.3.2.2'), 'The response type token is refused.'],
  [
    'ensure-client-id-in-token-endpoint',
    'RFC 6749 §5.2',
    'A client_id of another client beside the assertion is refused.',
  ],
  ['ensure-holder-of-key-required', sp('5.3.2.1'), 'A token request without proof of possession is refused.'],
  ['ensure-authorization-code-is-bound-to-client', 'RFC 6749 §4.1.3', 'A code of another client is refused.'],
  [
    'attempt-reuse-authorization-code-after-one-second',
    'RFC 6749 §4.1.2',
    'A code used again is refused, and its tokens end.',
  ],
  ['attempt-to-use-expired-auth-code', sp('5.3.2.1'), 'A code is good for no more than 60 seconds.'],
  ['ensure-signed-client-assertion-with-RS256-fails', sp('5.4.1'), 'An assertion signed with RS256 is refused.'],
  ['ensure-client-assertion-in-token-endpoint', sp('5.3.2.1'), 'A token request without client assertion is refused.'],
  ['ensure-client-assertion-with-exp-is-5-minutes-in-past-fails', 'RFC 7523 §3', 'An expired assertion is refused.'],
  ['ensure-client-assertion-with-wrong-aud-fails', sp('5.3.2.1'), 'An assertion for another server is refused.'],
  ['ensure-client-assertion-with-no-sub-fails', 'RFC 7523 §3', 'An assertion without sub is refused.'],
  [
    'refresh-token',
    sp('5.3.2.1'),
    'Refreshing keeps the refresh token, the binding and the subject; another client may not.',
  ],
  [
    'par-ensure-reused-request-uri-prior-to-auth-completion-succeeds',
    'RFC 9126 §4',
    'A browser may load the request twice before the user has decided.',
  ],
  ['par-attempt-reuse-request_uri', 'RFC 9126 §4', 'A request that was answered is used up.'],
  ['par-attempt-to-use-expired-request_uri', sp('5.3.2.2'), 'A pushed request that expired is refused.'],
  [
    'par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted',
    sp('5.3.2.1'),
    'An assertion made 8 seconds ahead is taken.',
  ],
  [
    'par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails',
    sp('5.3.2.1'),
    'An assertion made more than a minute ahead is refused.',
  ],
  [
    'par-attempt-to-use-request_uri-for-different-client',
    'RFC 9126 §2.2',
    'A pushed request of another client is refused.',
  ],
  [
    'par-authorization-request-containing-request_uri-form-param',
    'RFC 9126 §2.1',
    'A push with a request_uri is refused.',
  ],
  ['par-attempt-invalid-http-method', 'RFC 9126 §2.3', 'A push by another method than POST is refused.'],
  ['par-ensure-pkce-required', sp('5.3.2.2'), 'A push without code_challenge is refused.'],
  ['par-ensure-pkce-code-verifier-required', sp('5.3.2.2'), 'A code is not redeemed without its verifier.'],
  ['par-incorrect-pkce-code-verifier-rejected', sp('5.3.2.2'), 'A code is not redeemed with another verifier.'],
  ['par-ensure-plain-pkce-rejected', sp('5.3.2.2'), 'The PKCE method plain is refused.'],
  [
    'par-without-duplicate-parameters',
    'RFC 9126 §4',
    'Nothing but client_id and request_uri is needed at the authorization endpoint.',
  ],
  [
    'par-test-array-as-audience-fails',
    sp('5.3.2.1'),
    'An assertion whose aud is a list that names others too is refused.',
  ],
  [
    'par-test-par-endpoint-url-as-audience-fails',
    sp('5.3.2.1'),
    'An assertion whose aud is the address of the push endpoint is refused.',
  ],
  [
    'par-test-token-endpoint-url-as-audience-fails',
    sp('5.3.2.1'),
    'An assertion whose aud is the address of the token endpoint is refused.',
  ],
]);

const dpop = all([
  ['check-dpop-proof-nbf-exp', 'RFC 9449 §4.3', 'A proof may carry nbf and exp.'],
  ['ensure-dpopproof-with-iat-10seconds-before-succeeds', 'RFC 9449 §11.1', 'A proof made 10 seconds ago is taken.'],
  ['ensure-dpopproof-with-iat-10seconds-after-succeeds', sp('5.3.2.1'), 'A proof made 10 seconds ahead is taken.'],
  [
    'ensure-mismatched-dpop-jkt-fails',
    'RFC 9449 §10.1',
    'A push whose proof has another key than dpop_jkt is refused.',
  ],
  [
    'ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt',
    'RFC 9449 §10',
    'A code that was bound by a proof is redeemed with that key alone.',
  ],
  [
    'ensure-token-endpoint-fails-with-mismatched-dpop-jkt',
    'RFC 9449 §10',
    'A code that was bound by dpop_jkt is redeemed with that key alone.',
  ],
  ['ensure-dpopproof-at-par-endpoint-binding-success', 'RFC 9449 §10.1', 'A proof at the push binds the code.'],
  ['ensure-dpop-auth-code-binding-success', 'RFC 9449 §10', 'dpop_jkt binds the code.'],
  ['dpop-negative-tests', 'RFC 9449 §4.3', 'Proofs with anything wrong in them are refused.'],
]);

export const fapi2Security: Plan = {
  name: 'fapi2-security',
  certification: 'fapi2-security-profile-final-test-plan',
  title: 'FAPI 2.0 Security Profile (private_key_jwt; DPoP and certificates)',
  requirements: [...shared, ...dpop],
};

export const fapi2MessageSigning: Plan = {
  name: 'fapi2-message-signing',
  certification: 'fapi2-message-signing-final-test-plan',
  title: 'FAPI 2.0 Message Signing (signed requests and answers, DPoP; besides the modules above)',
  requirements: [
    ...all([
      ['happy-flow', ms('5.3, 5.4'), 'The whole flow succeeds with signed requests and signed answers.'],
      ['user-rejects-authentication', ms('5.4'), 'When the user refuses, the client is told so in a signed answer.'],
      [
        'ensure-request-object-with-multiple-aud-succeeds',
        'RFC 7519 §4.1.3',
        'A request object that the client itself pushes may name other servers beside this one.',
      ],
      [
        'ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted',
        sp('5.3.2.1'),
        'A request object good from 8 seconds ahead is taken.',
      ],
      ['ensure-request-object-without-exp-fails', ms('5.3.1'), 'A request object without exp is refused.'],
      ['ensure-request-object-without-nbf-fails', ms('5.3.1'), 'A request object without nbf is refused.'],
      [
        'ensure-request-object-without-redirect-uri-fails',
        sp('5.3.2.2'),
        'A request object without redirect_uri is refused.',
      ],
      ['ensure-expired-request-object-fails', ms('5.3.1'), 'An expired request object is refused.'],
      ['ensure-request-object-with-bad-aud-fails', ms('5.3.1'), 'A request object for another server is refused.'],
      [
        'ensure-request-object-with-exp-over-60-fails',
        ms('5.3.1'),
        'A request object that lasts for more than an hour is refused.',
      ],
      [
        'ensure-request-object-with-nbf-over-60-fails',
        ms('5.3.1'),
        'A request object that is more than an hour old is refused.',
      ],
      ['ensure-signed-request-object-with-RS256-fails', sp('5.4.1'), 'A request object signed with RS256 is refused.'],
      [
        'ensure-request-object-signature-algorithm-is-not-none',
        sp('5.4.1'),
        'A request object that is not signed is refused.',
      ],
      [
        'ensure-request-object-with-invalid-signature-fails',
        'RFC 9101 §6.2',
        'A request object with a broken signature is refused.',
      ],
      [
        'ensure-matching-key-in-authorization-request',
        'RFC 9101 §6.2',
        'A request object signed with a key of another client is refused.',
      ],
      ['ensure-unsigned-request-at-par-endpoint-fails', ms('5.3.1'), 'A push that is not signed is refused.'],
    ]),
    should(
      `${prefix}ensure-different-state-inside-and-outside-request-object`,
      'RFC 9101 §6.3',
      'What stands outside of the request object does not count.',
    ),
    should(
      `${prefix}ensure-different-nonce-inside-and-outside-request-object`,
      'RFC 9101 §6.3',
      'A nonce outside of the request object does not count.',
    ),
    must(
      `${prefix}state-only-outside-request-object-not-used`,
      'RFC 9101 §6.3',
      'A state that stands outside alone is not used.',
    ),
  ],
};
