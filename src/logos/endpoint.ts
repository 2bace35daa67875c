import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { ClientLogos } from './client-logos.ts';

/** `GET /logos/<name>`: the logo of a client, and nothing that a browser would take for anything but a picture. */
export function logoEndpoint({ clientLogos }: { readonly clientLogos: ClientLogos }): Endpoint {
  return async (request, context) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw oauthError('request.method', { headers: { allow: 'GET, HEAD' } });
    }
    const [path = ''] = request.target.split('?', 1);
    const logo = await clientLogos.find(path.slice(path.lastIndexOf('/') + 1), context);
    if (logo === undefined) throw oauthError('request.not-found');
    return {
      status: 200,
      headers: {
        'content-type': logo.mediaType,
        'cache-control': 'private, max-age=86400',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      },
      body: '',
      bytes: Uint8Array.from(Buffer.from(logo.data, 'base64url')),
    };
  };
}
