import { isPlainObject } from '../config/environment-references.ts';
import { oauthError } from '../errors/oauth-error.ts';
import type { JsonObject } from '../model/json.ts';
import { limits } from '../model/limits.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What stands for a secret that both sides know: a document is public (draft-ietf-oauth-client-id-metadata-document-02 §4.1). */
const secretMembers = ['client_secret', 'client_secret_expires_at'];

/**
 * The members of a document that was fetched with 200.
 *
 * @param clientId the id, which is the URL that was fetched; the document must say the same, character by character.
 * @throws {OAuthError} `document.invalid`, with what is wrong with it.
 */
export function readDocument(clientId: string, contentType: string | undefined, body: Uint8Array): JsonObject {
  if (!isJsonType(contentType)) throw invalid('must be served as application/json or application/…+json');
  const json = parse(body);
  if (!isPlainObject(json)) throw invalid('must be a JSON object');
  if (isDeeperThan(json, limits.documentDepth.most)) {
    throw invalid(`must not be nested deeper than ${limits.documentDepth.most} levels`);
  }
  if (json.client_id !== clientId) throw invalid('client_id: must be the URL of the document, character by character');
  const secret = secretMembers.find((name) => Object.hasOwn(json, name));
  if (secret !== undefined) throw invalid(`${secret}: a public document cannot hold a secret`);
  return json as JsonObject;
}

export function invalid(problem: string, cause?: unknown) {
  return oauthError('document.invalid', { description: `The metadata document of the client: ${problem}.`, cause });
}

/** RFC 8259 §11, RFC 6839 §3.1; another character set than that of JSON is a mistake. */
function isJsonType(contentType = ''): boolean {
  return /^application\/(?:[a-z0-9!#$&^_.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType);
}

function parse(body: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch (cause) {
    throw invalid('must be UTF-8', cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid('must be JSON', cause);
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}
