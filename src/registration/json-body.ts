import { isPlainObject } from '../config/environment-references.ts';
import { oauthError } from '../errors/oauth-error.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { JsonObject } from '../model/json.ts';
import { limits } from '../model/limits.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON object that a request brings (RFC 7591 §3.1).
 * @throws {OAuthError} `registration.content-type` (415), `request.too-large` (413), `registration.metadata` (400).
 */
export async function readJsonObject(request: HttpRequest): Promise<JsonObject> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.header('content-type') ?? '')) {
    throw oauthError('registration.content-type');
  }
  const bytes = await request.body(limits.body.most);
  const body = parse(bytes);
  if (!isPlainObject(body)) throw oauthError('registration.metadata', { description: 'A JSON object is required.' });
  return body as JsonObject;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw oauthError('registration.metadata', { description: 'The body must be JSON in UTF-8.', cause });
  }
}
