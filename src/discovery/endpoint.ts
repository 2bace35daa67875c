import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { sha256 } from '../keys/digest.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { IDiscoveryResponseGenerator } from './response-generator.ts';

/** How long clients may keep the document and the keys without asking: seconds. */
const maximumAge = 300;

/** OpenID Connect Discovery §4 and RFC 8414 §3: one document under both addresses, built once. */
export function discoveryEndpoint(services: {
  readonly issuer: string;
  readonly discoveryResponseGenerator: IDiscoveryResponseGenerator;
}): Endpoint {
  let body: string | undefined;
  let etag: string;
  return async (request) => {
    if (body === undefined) {
      body = JSON.stringify(services.discoveryResponseGenerator.process(services.issuer));
      etag = `"${sha256(body).slice(0, 22)}"`;
    }
    return cachedReply(request, body, etag!);
  };
}

/** The public keys (RFC 7517 §5), announced ones included. */
export function jwksEndpoint(services: {
  readonly keyRing: { jwks(): { readonly body: string; readonly etag: string } };
}): Endpoint {
  return async (request) => {
    const { body, etag } = services.keyRing.jwks();
    return cachedReply(request, body, etag);
  };
}

/** 200 with an ETag, or 304 where the client has it already (RFC 9110 §13.1.2). */
function cachedReply(request: HttpRequest, body: string, etag: string): HttpReply {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw oauthError('request.method', { headers: { allow: 'GET, HEAD' } });
  }
  const headers = { 'content-type': 'application/json', 'cache-control': `public, max-age=${maximumAge}`, etag };
  // An entity tag holds no quotation mark: where ours stands with both of its own, it is one of the list, weak or not.
  const known = request.header('if-none-match') ?? '';
  return known === '*' || known.includes(etag) ? { status: 304, headers, body: '' } : { status: 200, headers, body };
}
