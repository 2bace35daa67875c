/** What a pasted token is, and what this server makes of it. Nothing of it is kept. */
export interface TokenExplanation {
  readonly kind: TokenKind;
  /** Whether it is of this server: of another one it is only decoded. */
  readonly isOurs: boolean;
  /** The last four characters. */
  readonly shown: string;
  /** One sentence: whether it would be accepted here, or why nothing can be said. */
  readonly verdict: string;
  /** `undefined`: not for this server to say. */
  readonly isAccepted?: boolean | undefined;
  /** Of a JWT. */
  readonly header?: readonly TokenMember[] | undefined;
  readonly claims?: readonly TokenMember[] | undefined;
  readonly signature?: TokenSignature | undefined;
  /** Client, user, family, session and the like, as far as they are known. */
  readonly about: readonly TokenMember[];
  readonly times: readonly TokenTime[];
  /** In their order. */
  readonly checks: readonly TokenCheck[];
}

export type TokenKind =
  | 'access token'
  | 'ID token'
  | 'refresh token'
  | 'reference access token'
  | 'authorization code'
  | 'device code'
  | 'CIBA request'
  | 'pushed authorization request'
  | 'DPoP proof'
  | 'client assertion'
  | 'request object'
  | 'logout token'
  | 'other JWT of this server'
  | 'JWT of somebody else'
  | 'encrypted JWT'
  | 'unknown';

export interface TokenMember {
  readonly name: string;
  /** A text as it is, anything else as JSON; cut where it is very long. */
  readonly value: string;
  /** What it means, where a specification says so. */
  readonly meaning?: string | undefined;
}

export interface TokenSignature {
  readonly algorithm: string;
  readonly keyId?: string | undefined;
  /** `this server, key in use`: whose key, and its state. */
  readonly signedBy: string;
  readonly outcome: TokenCheck['outcome'];
}

export interface TokenTime {
  readonly name: string;
  /** Epoch seconds. */
  readonly at: number;
  /** `in 5 minutes`, `2 hours ago`. */
  readonly words: string;
}

export interface TokenCheck {
  readonly name: string;
  /** `unknown`: not looked at here, and why. */
  readonly outcome: 'passed' | 'failed' | 'unknown';
  readonly says: string;
}

export function passed(name: string, says: string): TokenCheck {
  return { name, outcome: 'passed', says };
}

export function failed(name: string, says: string): TokenCheck {
  return { name, outcome: 'failed', says };
}

export function unknown(name: string, says: string): TokenCheck {
  return { name, outcome: 'unknown', says };
}

/** @param says what to say in either case. */
export function check(name: string, holds: boolean, says: string, otherwise: string): TokenCheck {
  return holds ? passed(name, says) : failed(name, otherwise);
}
