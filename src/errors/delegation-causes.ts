import { likely } from './likely-cause.ts';

/** Of token exchange, and of what other issuers signed. */
export const delegationCauses = {
  'exchange.not-allowed': likely(
    'The client may not exchange this kind of token, or not for this. The detail says which.',
    'clients[].tokenExchange',
  ),
  'exchange.token-type': likely(
    'subject_token_type or requested_token_type is mistyped, or is not supported.',
    'clients[].tokenExchange.subjectTokens',
  ),
  'exchange.subject-token': likely(
    'The token is expired, revoked, of an issuer that is not trusted, or was not meant for this client.',
    'clients[].tokenExchange.apis, trustedIssuers',
  ),
  'exchange.actor-token': likely(
    'The token is expired, revoked, of an issuer that is not trusted, or was not meant for this client.',
    'trustedIssuers',
  ),
  'exchange.actor': likely(
    'The client does not list this actor, or may_act of the subject token names another.',
    'clients[].tokenExchange.actors',
  ),
  'exchange.chain': likely('Services exchange in a circle, or one after the other more often than is allowed.'),
  'exchange.target': likely(
    'The client does not list the audience or resource, or no API has this name.',
    'clients[].tokenExchange.audiences, apiResources[].name',
  ),
  'assertion.invalid': likely(
    'The detail says what is wrong: an issuer that is not trusted for this use, aud, times, key or algorithm.',
    'trustedIssuers',
  ),
  'assertion.replayed': likely(
    'The same assertion was sent twice. Platforms that hand out one for a while need another setting.',
    'trustedIssuers[].singleUse',
  ),
  'assertion.subject': likely(
    'sub of the assertion names no user here: the mapping is missing, or the user is.',
    'trustedIssuers[].subjects',
  ),
  'assertion.key': likely('The assertion is bound to a key (cnf), and no DPoP proof with that key came along.'),
  'issuer.keys-unavailable': likely(
    'The keys of the issuer could not be fetched: the address is wrong or away.',
    'trustedIssuers[].jwksUri, allowPrivateAddresses',
  ),
} as const;
