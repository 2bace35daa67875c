import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { sha256 } from '../keys/digest.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { ITokenCreationService } from '../tokens/token-creation-service.ts';
import type { IDiscoveryResponseGenerator } from './response-generator.ts';

/** How long clients may keep the document and the keys without asking: seconds. */
const maximumAge = 300;

/** After so many seconds a signed document is signed anew, so that its key is always one of those that are published. */
const signedFor = 3600;

export interface DiscoveryEndpointServices {
  readonly issuer: string;
  readonly discoveryResponseGenerator: IDiscoveryResponseGenerator;
  readonly tokenCreationService: Pick<ITokenCreationService, 'createJwt'>;
  readonly settings: { readonly signedMetadata: boolean };
}

/** OpenID Connect Discovery §4 and RFC 8414 §3: one document under both addresses, built once; signed besides where that is wanted (§2.1). */
export function discoveryEndpoint(services: DiscoveryEndpointServices): Endpoint {
  let made: Promise<{ readonly body: string; readonly etag: string }> | undefined;
  let madeAt = 0;
  return async (request, { now }) => {
    if (made === undefined || (services.settings.signedMetadata && now - madeAt >= signedFor)) {
      made = makeDocument(services, now);
      madeAt = now;
      made.catch(() => {
        made = undefined;
      });
    }
    const { body, etag } = await made;
    return cachedReply(request, body, etag);
  };
}

async function makeDocument(services: DiscoveryEndpointServices, now: number) {
  const { issuer, discoveryResponseGenerator, tokenCreationService, settings } = services;
  const document = discoveryResponseGenerator.process(issuer);
  const signed = settings.signedMetadata
    ? { signed_metadata: await tokenCreationService.createJwt({ ...document, iss: issuer, iat: now }, { typ: 'JWT' }) }
    : {};
  const body = JSON.stringify({ ...document, ...signed });
  return { body, etag: `"${sha256(body).slice(0, 22)}"` };
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
