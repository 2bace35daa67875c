/**
 * In an ID token that came of a token exchange: it is exchanged for nothing further. It says neither which scopes the token had that it came of
 * nor whom that was bound to, so that an exchange of it could exceed that one.
 */
export const exchangedTokenClaim = 'urn:mintmark:exchanged';
