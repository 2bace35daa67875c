import type { HttpReply } from '../model/http-message.ts';
import type { TokenResponse } from '../model/token-response.ts';

const standardMembers: ReadonlySet<string> = new Set([
  'id_token',
  'access_token',
  'expires_in',
  'token_type',
  'refresh_token',
  'scope',
  'issued_token_type',
  'authorization_details',
  'refresh_token_expires_in',
]);

const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** Writes token responses in the contract's order (RFC 6749 §5.1). */
export class TokenResponseWriter {
  readonly #warn: (member: string) => void;
  readonly #warned = new Set<string>();

  /** @param warn told once of each custom member that is not sent because a standard one has its name. */
  constructor(warn: (member: string) => void) {
    this.#warn = warn;
  }

  write(response: TokenResponse): HttpReply {
    return {
      status: 200,
      headers: response.dpopNonce === undefined ? headers : { ...headers, 'dpop-nonce': response.dpopNonce },
      body: isEmpty(response.custom) ? standardBody(response) : this.#customBody(response),
    };
  }

  #customBody(response: TokenResponse): string {
    // Written by hand: a custom member named `__proto__` stays a member, and undefined ones cost nothing.
    let json = '';
    const add = (name: string, value: unknown) => {
      const text = value === undefined ? undefined : JSON.stringify(value);
      if (text !== undefined) json += `${json === '' ? '{' : ','}${JSON.stringify(name)}:${text}`;
    };
    add('id_token', response.identityToken);
    add('access_token', response.accessToken);
    add('expires_in', response.accessTokenLifetime);
    add('token_type', response.accessTokenType);
    add('refresh_token', response.refreshToken);
    add('scope', response.scope);
    add('issued_token_type', response.issuedTokenType);
    add('authorization_details', response.authorizationDetails);
    add('refresh_token_expires_in', response.refreshTokenLifetime);
    for (const [name, value] of Object.entries(response.custom)) {
      if (standardMembers.has(name)) this.#warnOnce(name);
      else add(name, value);
    }
    return json === '' ? '{}' : `${json}}`;
  }

  #warnOnce(name: string): void {
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    this.#warn(name);
  }
}

function standardBody(response: TokenResponse): string {
  return JSON.stringify({
    id_token: response.identityToken,
    access_token: response.accessToken,
    expires_in: response.accessTokenLifetime,
    token_type: response.accessTokenType,
    refresh_token: response.refreshToken,
    scope: response.scope,
    issued_token_type: response.issuedTokenType,
    authorization_details: response.authorizationDetails,
    refresh_token_expires_in: response.refreshTokenLifetime,
  });
}

function isEmpty(members: object): boolean {
  for (const name in members) if (Object.hasOwn(members, name)) return false;
  return true;
}
