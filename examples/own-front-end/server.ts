/**
 * A sign-in and consent front end of one's own: Mintmark sends the browser to `/sign-in`, whose script talks to `/id/interaction/<id>`.
 *
 *     node --conditions=source examples/own-front-end/server.ts
 *     open http://localhost:9400/ # alice, wonderland
 */
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer, type ServerOptions, toNodeHandler } from 'mintmark';

const script = await readFile(new URL('front-end.js', import.meta.url));

/** Not to be framed (RFC 9700 §4.16), and no script but ours. */
const policy = `default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'`;

const signInPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Our own sign-in</title>
<h1 id="heading"></h1><p id="problem" role="alert"></p>
<form id="form"><div id="fields"></div><button>Go on</button> <button type="button" id="refuse">Refuse</button></form>
<script src="/sign-in.js"></script>`;

/** Where a sign-in starts: what a client would send, with the challenge of RFC 7636 App. B. */
function authorizationUrl(issuer: string, redirectUri: string): string {
  const request = new URLSearchParams({
    client_id: 'shop',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile orders.read',
    state: 'af0ifjsldkj',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  return `${issuer}/connect/authorize?${request}`;
}

function options(origin: string): ServerOptions {
  return {
    mode: 'dev',
    storage: { kind: 'memory' },
    issuer: `${origin}/id`,
    identityResources: ['openid', 'profile'],
    apiScopes: [{ name: 'orders.read', displayName: 'Read your orders' }],
    clients: [
      {
        clientId: 'shop',
        clientName: 'The shop',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'profile', 'orders.read'],
        redirectUris: [`${origin}/callback`],
        requireConsent: true,
      },
    ],
    users: [{ subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'Alice' } }],
    // The built-in page stays where this gives `undefined`.
    interactionUrl: ({ prompt, interactionId }) =>
      prompt === 'select_account' ? undefined : `${origin}/sign-in?interaction=${interactionId}`,
  };
}

export async function start(port: number) {
  const origin = `http://localhost:${port}`;
  const mintmark = await createServer(options(origin));
  const handler = toNodeHandler(mintmark);
  const send = (response: ServerResponse, type: string, body: string | Uint8Array) => {
    response.setHeader('content-security-policy', policy).setHeader('referrer-policy', 'no-referrer');
    response.setHeader('x-frame-options', 'DENY').setHeader('cache-control', 'no-store');
    response.setHeader('content-type', `${type}; charset=utf-8`).end(body);
  };
  const http = createHttpServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', origin);
    if (pathname.startsWith('/id/') || pathname.startsWith('/.well-known/')) return handler(request, response);
    if (pathname === '/sign-in') return send(response, 'text/html', signInPage);
    if (pathname === '/sign-in.js') return send(response, 'text/javascript', script);
    if (pathname === '/callback') return send(response, 'text/plain', `The shop was sent ${request.url}`);
    return response.writeHead(303, { location: authorizationUrl(`${origin}/id`, `${origin}/callback`) }).end();
  });
  await new Promise<void>((resolve) => http.listen(port, 'localhost', resolve));
  return {
    async close() {
      await new Promise((resolve) => {
        http.close(resolve);
        http.closeAllConnections();
      });
      await mintmark.close();
    },
  };
}

if (import.meta.main) await start(9400);
