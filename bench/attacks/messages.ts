/** Requests as they go over the wire. */

export type Fields = Readonly<Record<string, string>>;

export function get(path: string, headers: Fields = {}): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

export function post(path: string, fields: Fields, headers: Fields = {}): string {
  const body = new URLSearchParams(fields).toString();
  const all = {
    host: 'localhost',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** A text of so many bytes in a form that is the dearest there is to normalise: marks whose order must change. */
export function marks(bytes: number): string {
  return '\u0316\u0301'.repeat(Math.floor(bytes / 12));
}

function base64url(value: unknown): string {
  const bytes = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(bytes, 'latin1').toString('base64url');
}

/** A DPoP proof with an RSA key that costs 15 ms to check a signature with, if anybody does. */
export function dearProof(issuer: string): string {
  const number = (bits: number) => base64url('\xff'.repeat(bits / 8));
  const header = { typ: 'dpop+jwt', alg: 'RS256', jwk: { kty: 'RSA', n: number(3072), e: number(3064) } };
  const claims = { jti: 'j', htm: 'POST', htu: `${issuer}/connect/token`, iat: Math.floor(Date.now() / 1000) };
  return `${base64url(header)}.${base64url(claims)}.${number(3072)}`;
}

export const authorization = {
  client_id: 'web',
  redirect_uri: 'https://web.example/cb',
  response_type: 'code',
  scope: 'openid',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};
