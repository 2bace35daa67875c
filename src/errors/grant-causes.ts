import { likely } from './likely-cause.ts';

/** Of grants, what they are for, and what they must come with. */
export const grantCauses = {
  'grant.unsupported': likely(
    'grant_type is mistyped, its endpoint is switched off, or no extension grant has this name.',
    'endpoints',
  ),
  'grant.refused': likely('A validator of your own refused it: its code and description are those of the answer.'),

  'scope.missing': likely('The client asks for no scope and has none that it may have.', 'clients[].allowedScopes'),
  'scope.malformed': likely('Commas instead of spaces, or characters that no scope has.'),
  'scope.not-allowed': likely(
    'The scope in the fields is mistyped, does not exist, is disabled, or the client does not list it. offline_access needs a permission of its own.',
    'clients[].allowedScopes, clients[].allowOfflineAccess, apiScopes, identityResources',
  ),
  'scope.withdrawn': likely(
    'The configuration changed since the user agreed: none of these scopes is left to the client.',
    'clients[].allowedScopes',
  ),
  'scope.exceeds-grant': likely('A refresh or exchange asks for more than there was at first.'),

  'resource.malformed': likely(
    'resource must be an absolute URI without a fragment: a name such as "orders" is none.',
    'apiResources[].name',
  ),
  'resource.unknown': likely(
    'No API has this name, or it has none of the scopes that were asked for.',
    'apiResources[].name, apiResources[].scopes',
  ),
  'resource.not-granted': likely('The authorization request did not name this resource.'),
  'resource.nothing-left': likely(
    'The scopes belong to APIs that want to be named, and the request names none.',
    'apiResources[].requireResourceIndicator',
  ),
  'resource.algorithms-incompatible': likely(
    'The APIs of the scopes accept no common algorithm or typ. Ask for one of them by resource.',
    'apiResources[].allowedAccessTokenSigningAlgorithms, apiResources[].accessTokenJwtType',
  ),

  'code.unknown': likely(
    'The code is of another server or environment, was cut, or its row is gone since it is long expired.',
  ),
  'code.expired': likely(
    'The client came too late: it waited for something, or a clock is wrong.',
    'clients[].authorizationCodeLifetime',
  ),
  'code.replayed': likely(
    'The code was redeemed twice: a page that was reloaded, two threads, a retry. Everything from it is revoked.',
  ),
  'code.wrong-client': likely('Another client than the one that asked for the code redeems it. The fields name it.'),
  'code.redirect-uri': likely(
    'The redirect_uri of the token request must be that of the authorization request, character by character.',
  ),
  'code.verifier': likely(
    'code_verifier is missing, or is not the one whose hash was sent: often lost between the two requests, or hashed twice.',
    'clients[].requirePkce',
  ),

  'password.wrong-credentials': likely('The user name or the password is wrong, or the user has no password.', 'users'),
  'password.locked': likely('Too many wrong passwords for this name; "mintmark users unlock" ends it.', 'limits'),
  'subject.inactive': likely('The user was disabled or removed, or your profile service says that it is not active.'),

  'refresh.unknown': likely(
    'The token is of another server or environment, was cut, or was revoked and its row is gone. An access token in its place looks the same.',
  ),
  'refresh.expired': likely(
    'It was not used for too long, or the sign-in is too long ago.',
    'clients[].slidingRefreshTokenLifetime, clients[].absoluteRefreshTokenLifetime',
  ),
  'refresh.replayed': likely(
    'A one-time token was used twice: two processes of the client share it, or an answer was lost and the retry came late. Everything from it is revoked.',
    'clients[].refreshTokenUsage, clients[].refreshTokenRetryWindow',
  ),
  'refresh.wrong-client': likely('Another client than the one that got the token uses it. The fields name it.'),
  'refresh.session-ended': likely(
    'The user signed out, or the session ended, and the tokens of the client end with it.',
    'clients[].coordinateLifetimeWithUserSession, session',
  ),
  'refresh.offline-access-withdrawn': likely(
    'The client may have refresh tokens no longer.',
    'clients[].allowOfflineAccess',
  ),

  'proof.missing': likely(
    'The grant is bound to a key, and this request proves none: the library does not sign this call.',
  ),
  'proof.different-key': likely('The client lost its key, or makes a new one with each start or process.'),
  'dpop.required': likely(
    'The client must prove possession and sent no DPoP header.',
    'clients[].requireDPoP, clients[].profile',
  ),
  'mutual-tls.required': likely(
    'No client certificate reached the server: the request went to the usual address, or a proxy does not hand it on.',
    'clients[].requireMutualTls, mutualTls.baseUrl, listen.trustProxy',
  ),
  'dpop.several': likely('The header was added twice: by the library and by code around it.'),
  'dpop.malformed': likely('The DPoP header holds something else than one JWT: "DPoP " belongs into Authorization.'),
  'dpop.header': likely(
    'typ must be dpop+jwt, alg an asymmetric one, jwk the public key. The detail says which it is.',
  ),
  'dpop.signature': likely('The proof was signed with another key than the jwk in it.'),
  'dpop.claims': likely('jti, htm, htu and iat must be there. The detail says which is not.'),
  'dpop.method': likely('The proof was made for another HTTP method.'),
  'dpop.url': likely(
    'The proof was made for another address: htu is the one that the client sees, and the issuer must be that one too.',
    'issuer, mutualTls.baseUrl',
  ),
  'dpop.time': likely('The clock of the client is wrong by more than a minute and a half, or it keeps proofs.'),
  'dpop.access-token': likely('ath is not the hash of the access token that came along.'),
  'dpop.replayed': likely('One proof was sent twice: retries need a new one, with a jti of its own.'),
  'dpop.nonce': likely(
    'No mistake: the client is to send the request again with the nonce of the answer. Libraries do so by themselves.',
    'clients[].requireDPoPNonce',
  ),

  'polling.slow-down': likely('The client polls more often than it was told.', 'clients[].pollingInterval'),
  'polling.pending': likely('No mistake: the user has not decided yet.'),
  'polling.denied': likely('The user said no on the page of the device or of the request.'),
  'polling.expired': likely('The user did not decide in time.', 'clients[].deviceCodeLifetime, clients[].cibaLifetime'),
  'polling.unknown': likely('The code is of another server, was cut, or is long gone.'),
  'polling.wrong-client': likely('Another client than the one that began polls. The fields name it.'),
  'polling.replayed': likely('The client polled again after it got its tokens. Everything from it is revoked.'),

  'token.unsupported-type': likely('A JWT without jti cannot be singled out.', 'clients[].includeJwtId'),
  'token.too-long': likely(
    'Claims about the user or the client, or authorization_details, are very large.',
    'apiScopes[].userClaims, clients[].claims',
  ),

  'details.malformed': likely(
    'authorization_details is no JSON array of objects with a type: often encoded twice, or one object without brackets.',
  ),
  'details.unknown-type': likely('No type of this name is registered.'),
  'details.not-allowed': likely(
    'The client does not list the type, or the type is not for this kind of request.',
    'clients[].allowedAuthorizationDetailTypes',
  ),
  'details.invalid': likely('An entry has a member that its type does not know, or lacks one. The detail says which.'),
  'details.refused': likely('The type of your own refused them: its description is that of the answer.'),
  'details.exceed-grant': likely('More is asked for than the user granted.'),
  'details.withdrawn': likely(
    'The client may have none of these types any more.',
    'clients[].allowedAuthorizationDetailTypes',
  ),

  'userinfo.no-token': likely(
    'No Authorization header came along: a proxy may strip it, or a script was refused it by CORS.',
    'clients[].allowedCorsOrigins',
  ),
  'userinfo.invalid-token': likely(
    'The token is expired, revoked, of another server, or no access token. Paste it into the explorer to see which.',
  ),
  'userinfo.invalid-proof': likely(
    'The token is bound to a key, and the DPoP proof of this very request is missing or wrong.',
  ),
  'userinfo.several-tokens': likely('The token stands in the header and in the body, or in the address.'),
  'userinfo.insufficient-scope': likely('The token was asked for without the scope openid.', 'clients[].allowedScopes'),
} as const;
