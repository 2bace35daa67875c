import type { TestServer } from '../../src/testing/create-test-server.ts';
import { authorize, type Parameters } from './authorize.ts';
import { Browser } from './browser.ts';
import { documentRedirectUri } from './document-host.ts';

export const documentPolicy = {
  mode: 'anyHost',
  scopes: ['openid', 'profile', 'api.read'],
  minimumCacheSeconds: 10,
  maximumCacheSeconds: 1000,
} as const;

/** Asks for an authorization as a client with a document. */
export function askAs(
  server: TestServer,
  clientId: string,
  browser = new Browser(),
  changes: Parameters = {},
): Promise<Response> {
  return authorize(server, browser, { client_id: clientId, redirect_uri: documentRedirectUri, ...changes });
}

/** Status and error of a refusal, on a page or not. */
export async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  return `${response.status} ${/id="error"[^>]*>([^<]*)/.exec(text)?.[1] ?? text}`;
}
