import { oauthError } from '../errors/oauth-error.ts';
import { parseAuthorizationHeader } from '../http/authorization-header.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';

export const jwtBearerAssertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How a client (or an API) says who it is. */
export type PresentedCredentials =
  | {
      readonly method: 'client_secret_basic' | 'client_secret_post';
      readonly clientId: string;
      /** The secret, in each way that it may have been meant; one or two. */
      readonly secrets: readonly string[];
    }
  | { readonly method: 'private_key_jwt'; readonly clientId: string | undefined; readonly assertion: string }
  | { readonly method: 'none'; readonly clientId: string; readonly usedBasic: boolean };

/** Of a client, or of an API that introspects by its name. */
const longestId = Math.max(limits.clientId.most, limits.apiName.most);
const longestSecret = limits.clientSecret.most;

export const basicChallenge: Readonly<Record<string, string>> = {
  'www-authenticate': 'Basic realm="mintmark", charset="UTF-8"',
};

/**
 * Reads the one authentication method of a request (RFC 6749 §2.3: never more than one).
 * @throws {OAuthError} `client.no-credentials`, `client.several-methods`, `client.malformed-header`, `client.assertion-type`.
 */
export function presentedCredentials(request: HttpRequest, form: FormParameters): PresentedCredentials {
  const header = request.header('authorization');
  const clientId = form.get('client_id');
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  if (clientId !== undefined && clientId.length > longestId)
    throw oauthError('client.unknown', { fields: { clientId } });
  if (header !== undefined) {
    const basic = basicCredentials(header);
    if (secret !== undefined || assertion !== undefined) throw oauthError('client.several-methods');
    if (clientId !== undefined && clientId !== basic.clientId) throw oauthError('client.several-methods');
    return basic.secrets.includes('')
      ? { method: 'none', clientId: basic.clientId, usedBasic: true }
      : { method: 'client_secret_basic', ...basic };
  }
  if (assertion !== undefined || form.has('client_assertion_type')) {
    if (secret !== undefined) throw oauthError('client.several-methods');
    if (form.get('client_assertion_type') !== jwtBearerAssertion) throw oauthError('client.assertion-type');
    if (assertion === undefined) throw oauthError('client.no-credentials');
    return { method: 'private_key_jwt', clientId, assertion };
  }
  if (clientId === undefined) throw oauthError('client.no-credentials');
  if (secret === undefined) return { method: 'none', clientId, usedBasic: false };
  if (secret.length > longestSecret) throw oauthError('client.wrong-secret', { fields: { clientId } });
  return { method: 'client_secret_post', clientId, secrets: [secret] };
}

/**
 * RFC 6749 §2.3.1: both halves are form-encoded before they are joined by a colon. Much of what is in use sends them as they are
 * (RFC 7617), so that a secret with `+` or `%` is taken both ways.
 */
function basicCredentials(header: string): { readonly clientId: string; readonly secrets: readonly string[] } {
  const { scheme, credentials } = parseAuthorizationHeader(header);
  if (scheme !== 'basic') throw oauthError('client.unknown-scheme', { headers: basicChallenge });
  const decoded = decodeBase64(credentials);
  const colon = decoded.indexOf(':');
  if (colon < 1) throw oauthError('client.malformed-header', { detail: 'no colon' });
  const id = decoded.slice(0, colon);
  const secret = decoded.slice(colon + 1);
  if (id.length > longestId * 3 || secret.length > longestSecret * 3) {
    throw oauthError('client.unknown', { fields: { clientId: id }, headers: basicChallenge });
  }
  const clientId = formDecode(id) ?? id;
  const meant = formDecode(secret);
  const secrets = meant === undefined || meant === secret ? [secret] : [meant, secret];
  if (clientId.length > longestId || secrets[0]!.length > longestSecret) {
    throw oauthError('client.unknown', { fields: { clientId }, headers: basicChallenge });
  }
  return { clientId, secrets };
}

/** The name in a Basic header, whatever else is wrong with the request; `undefined`: there is none that can be read. */
export function basicNameOf(request: HttpRequest): string | undefined {
  const header = request.header('authorization');
  if (header === undefined || header.length > limits.headers.most) return undefined;
  try {
    return basicCredentials(header).clientId;
  } catch {
    return undefined;
  }
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const encoded = /[%+]/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeBase64(text: string): string {
  if (!base64.test(text)) throw oauthError('client.malformed-header', { detail: 'not base64' });
  try {
    const binary = atob(text);
    return /[^\x20-\x7E]/.test(binary) ? utf8.decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))) : binary;
  } catch (cause) {
    throw oauthError('client.malformed-header', { detail: 'not base64', cause });
  }
}

/** `undefined` for what is not form-encoded. */
function formDecode(text: string): string | undefined {
  if (!encoded.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
