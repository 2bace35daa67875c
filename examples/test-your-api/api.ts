import { createServer, type Server } from 'node:http';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

export interface ApiOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
}

/** An API of yours that takes access tokens of one issuer (RFC 9068 §4). */
export function createApi({ issuer, audience, now = () => new Date() }: ApiOptions): Server {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/openid-configuration/jwks`));
  return createServer(async (request, response) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt', currentDate: now() });
      const allowed = String(payload.scope).split(' ').includes('orders.read');
      response.writeHead(allowed ? 200 : 403, { 'content-type': 'application/json' });
      response.end(JSON.stringify(allowed ? { orders: [], for: payload.sub } : { error: 'insufficient_scope' }));
    } catch (error) {
      const reason = error instanceof errors.JOSEError ? error.code : 'ERR_UNKNOWN';
      response.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Bearer' });
      response.end(JSON.stringify({ error: 'invalid_token', reason }));
    }
  });
}
