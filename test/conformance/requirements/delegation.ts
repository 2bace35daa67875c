import { must, type Plan, should } from './requirement.ts';

const rfc8693 = (section: string) => `RFC 8693 §${section}`;
const rfc7523 = (section: string) => `RFC 7523 §${section}`;
const draft = (section: string) => `ID-JAG draft §${section}`;
const ours = 'no plan of the foundation; the names are ours';

export const tokenExchange: Plan = {
  name: 'token-exchange',
  certification: ours,
  title: 'Token exchange (RFC 8693)',
  requirements: [
    must('exchange-required-parameters', rfc8693('2.1'), 'subject_token and subject_token_type are required.'),
    must(
      'exchange-actor-token-type',
      rfc8693('2.1'),
      'actor_token_type comes with actor_token, and neither without the other.',
    ),
    must(
      'exchange-token-types',
      rfc8693('2.1, 3'),
      'A token type that is not supported is invalid_request, wherever it stands.',
    ),
    must(
      'exchange-validates-subject',
      rfc8693('2.1'),
      'A subject token is validated as its type asks; one of another type is refused.',
    ),
    must(
      'exchange-validates-actor',
      rfc8693('2.1'),
      'An actor token is validated as well: an expired, forged or foreign one is refused.',
    ),
    must(
      'exchange-resource',
      rfc8693('2.1'),
      'resource must be an absolute URI without fragment: invalid_target otherwise.',
    ),
    must('exchange-several-targets', rfc8693('2.1'), 'resource and audience may be repeated and stand side by side.'),
    must(
      'exchange-response',
      rfc8693('2.2.1'),
      'The answer has access_token, issued_token_type and token_type, is JSON and not cached.',
    ),
    must(
      'exchange-not-an-access-token',
      rfc8693('2.2.1'),
      'token_type is N_A where the issued token is no access token.',
    ),
    must('exchange-scope-told', rfc8693('2.2.1'), 'The answer tells the scope of the issued token.'),
    must(
      'exchange-error',
      rfc8693('2.2.2'),
      'Invalid requests and tokens are 400 invalid_request, with nothing cached.',
    ),
    should('exchange-unwilling', rfc8693('2.2.2'), 'A target that no token is issued for is invalid_target.'),
    must('exchange-act', rfc8693('4.1'), 'act is an object that names the actor, with earlier actors inside it.'),
    must('exchange-claims', rfc8693('4.2, 4.3'), 'scope and client_id are claims of the issued token.'),
    must('exchange-may-act', rfc8693('4.4'), 'Where the subject token names in may_act who may act, nobody else does.'),
    must(
      'exchange-client-authentication',
      rfc8693('2.1, 5'),
      'The client authenticates, and tokens of others are not for it.',
    ),
  ],
};

export const jwtBearer: Plan = {
  name: 'jwt-bearer',
  certification: ours,
  title: 'JWTs as authorization grants (RFC 7523 §2.1)',
  requirements: [
    must('assertion-required', rfc7523('2.1'), 'assertion holds exactly one JWT.'),
    must('assertion-issuer', rfc7523('3 (1)'), 'iss is required, and an issuer that is trusted.'),
    must('assertion-subject', rfc7523('3 (2)'), 'sub is required.'),
    must(
      'assertion-audience',
      rfc7523('3 (3)'),
      'aud names this server; another one, or another one besides, is refused.',
    ),
    must('assertion-expiry', rfc7523('3 (4)'), 'exp is required; an expired one is refused, and one that is far away.'),
    must('assertion-not-before', rfc7523('3 (5)'), 'A JWT is not taken before its nbf.'),
    must('assertion-issued-at', rfc7523('3 (6)'), 'A JWT from the future is refused.'),
    must('assertion-once', rfc7523('3 (7)'), 'A JWT is good once, by its jti.'),
    must(
      'assertion-signature',
      rfc7523('3 (8)'),
      'A JWT is signed by its issuer, with an asymmetric algorithm; none, HS256 and another key are refused.',
    ),
    must(
      'assertion-well-formed',
      rfc7523('3 (9)'),
      'A JWT of another kind, or with extensions that nobody knows, is refused.',
    ),
    must('assertion-error', rfc7523('3.1'), 'An assertion that is not taken is 400 invalid_grant.'),
    must('assertion-scope', 'RFC 7521 §4.1', 'scope asks for no more than issuer and client are allowed.'),
    must(
      'assertion-client',
      'RFC 7521 §4.1',
      'Client credentials that are wrong are invalid_client, whatever the assertion.',
    ),
    should('assertion-no-refresh-token', 'RFC 7521 §4.1', 'No refresh token comes of an assertion.'),
    must('assertion-key-rotation', rfc7523('3 (9)'), 'Keys come from the jwksUri of the issuer, new ones too.'),
  ],
};

export const idJag: Plan = {
  name: 'id-jag',
  certification: ours,
  title: 'Identity assertion grants (ID-JAG, draft-ietf-oauth-identity-assertion-authz-grant), both roles',
  requirements: [
    must(
      'id-jag-claims',
      draft('3.1'),
      'iss, sub, aud, client_id, jti, exp and iat are there, and typ is oauth-id-jag+jwt.',
    ),
    must(
      'id-jag-subject',
      draft('3.1, 5'),
      'sub is the one that the other server knows from ID tokens, where it is a client here.',
    ),
    must(
      'id-jag-audience',
      draft('4.3'),
      'audience is the issuer of the other server; one that is not configured is invalid_target.',
    ),
    must('id-jag-of-id-token', draft('4.3'), 'An ID token is taken, from the client that it names as aud alone.'),
    must(
      'id-jag-of-refresh-token',
      draft('4.3.3'),
      'A refresh token is taken as at a refresh: of the client, live, not revoked.',
    ),
    must('id-jag-resource', draft('4.3.3'), 'resource is granted as configured, and stands in the assertion.'),
    must('id-jag-scope', draft('4.3.3'), 'scope is granted as configured, and stands in the assertion.'),
    must(
      'id-jag-actor',
      draft('4.3, 4.3.3'),
      'With an actor token there is act; without its type the request is invalid_request.',
    ),
    must('id-jag-actor-audience', draft('8.4'), 'An actor token that does not name this server in aud is refused.'),
    must(
      'id-jag-response',
      draft('4.3.4'),
      'issued_token_type is id-jag, token_type N_A, and there is no refresh token.',
    ),
    must(
      'id-jag-taken-type',
      draft('4.4.1'),
      'typ is oauth-id-jag+jwt: another JWT of the issuer is no identity assertion.',
    ),
    must('id-jag-taken-audience', draft('4.4.1'), 'aud is the issuer of this server, alone; otherwise invalid_grant.'),
    must('id-jag-taken-client', draft('4.4.1'), 'client_id is the client that authenticated; otherwise invalid_grant.'),
    must(
      'id-jag-taken-scope',
      draft('4.4.1'),
      'scope of the assertion bounds that of the token, which the answer tells.',
    ),
    must('id-jag-taken-resource', draft('4.4.1'), 'resource of the assertion bounds the audience of the token.'),
    must(
      'id-jag-taken-actor',
      draft('8.4'),
      'act of the assertion is the delegation of the token; sub stays the person.',
    ),
    should('id-jag-no-refresh-token', draft('4.4.3'), 'No refresh token comes of an identity assertion.'),
    should('id-jag-discovery', draft('7'), 'Discovery of both servers tells what they do.'),
    should('id-jag-confidential', draft('8.1'), 'A public client gets none, and none is taken from it.'),
    must('id-jag-own', draft('8.3'), 'A server gives no access token for an identity assertion of its own.'),
    must('id-jag-bound', draft('8.5.1.1'), 'A DPoP proof at the exchange is checked, and binds the assertion by cnf.'),
    must(
      'id-jag-taken-bound',
      draft('8.5.1.2'),
      'An assertion with cnf is good with a proof of the same key alone; otherwise invalid_grant.',
    ),
  ],
};
