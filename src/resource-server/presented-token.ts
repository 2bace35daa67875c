import type { ResourceRequest } from './options.ts';
import { Refusal } from './refusal.ts';

const longestToken = 65_536;

export interface PresentedToken {
  readonly scheme: 'bearer' | 'dpop';
  readonly token: string;
}

/**
 * The token of the `Authorization` header, the only place where one is looked for (RFC 6750 §2.1, RFC 9449 §7.1).
 * @throws {Refusal} without code where there is none; `invalid_request` for several, or for what is no token.
 */
export function presentedToken({ headers }: ResourceRequest): PresentedToken {
  const header = headers.get('authorization');
  if (header === null || header === '') throw new Refusal(undefined, 'An access token is needed.');
  if (header.length > longestToken) throw new Refusal('invalid_request', 'The Authorization header is too long.');
  const space = header.indexOf(' ');
  const scheme = header.slice(0, Math.max(space, 0)).toLowerCase();
  if (scheme !== 'bearer' && scheme !== 'dpop') throw new Refusal(undefined, 'An access token is needed.');
  const token = header.slice(space + 1).trim();
  // Several headers come joined by a comma, which no token holds.
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token))
    throw new Refusal('invalid_request', 'The Authorization header holds no token.');
  return { scheme, token };
}
