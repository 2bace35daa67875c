import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import { sha256 } from '../keys/digest.ts';
import { isShown } from './page-form.ts';

/** Changes with the content, so that it may be cached for ever. */
export function versionOf(content: string): string {
  return sha256(content).slice(0, 16);
}

/** A file of our own, cached for ever under the address that carries its version. */
export function assetEndpoint(
  contentType: string,
  content: () => { readonly body: string; readonly version: string },
): Endpoint {
  return async (request) => {
    isShown(request);
    const { body, version } = content();
    const etag = `"${version}"`;
    const named = parseQuery(request.target).get('v') === version;
    const headers = {
      'content-type': contentType,
      'cache-control': named ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag,
      'x-content-type-options': 'nosniff',
    };
    return request.header('if-none-match') === etag
      ? { status: 304, headers, body: '' }
      : { status: 200, headers, body };
  };
}
