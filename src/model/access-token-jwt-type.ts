/** RFC 9068 §2.1, and what was usual before it. */
export const accessTokenJwtTypes = ['at+jwt', 'JWT'] as const;

/** The `typ` header of JWT access tokens. */
export type AccessTokenJwtType = (typeof accessTokenJwtTypes)[number];
