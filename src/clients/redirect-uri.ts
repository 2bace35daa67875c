import type { Client } from '../model/client.ts';
import { limits } from '../model/limits.ts';

const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(:\d{1,5})?((?:[/?].*)?)$/;

/**
 * Whether a redirect URI is one of the client's: character by character (RFC 9700 §4.1.3). Only the port of a loopback address may
 * differ, since native apps get theirs from the system (RFC 8252 §7.3); that of `localhost` too if it was registered without one.
 */
export function isRegisteredRedirectUri(uri: string, client: Pick<Client, 'redirectUris'>): boolean {
  if (uri.length > limits.redirectUri.most) return false;
  return (
    client.redirectUris.includes(uri) || client.redirectUris.some((registered) => differsInPortOnly(uri, registered))
  );
}

function differsInPortOnly(uri: string, registered: string): boolean {
  const asked = loopback.exec(uri);
  const known = asked === null ? null : loopback.exec(registered);
  if (asked === null || known === null || asked[1] !== known[1] || asked[3] !== known[3]) return false;
  // Also keeps out ports that no parser takes, and white space in the rest of the URI.
  if (!URL.canParse(uri) || /[\s\\]/.test(uri)) return false;
  return known[2] === undefined || !known[1]!.endsWith('localhost');
}

/** The one redirect URI that a request without `redirect_uri` can mean (RFC 6749 §3.1.2.3). */
export function onlyRedirectUri(client: Pick<Client, 'redirectUris'>): string | undefined {
  return client.redirectUris.length === 1 ? client.redirectUris[0] : undefined;
}
