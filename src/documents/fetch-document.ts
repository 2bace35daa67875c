import { oauthError } from '../errors/oauth-error.ts';
import { OutgoingLimitError, type OutgoingLimits } from '../keys/outgoing-limits.ts';
import { SafeFetchError, type SafeFetchResponse, safeFetch } from '../keys/safe-fetch.ts';
import type { JsonObject } from '../model/json.ts';
import { cacheLifetime } from './cache-lifetime.ts';
import { invalid, readDocument } from './read-document.ts';

export interface FetchDocumentOptions {
  readonly limits: OutgoingLimits;
  readonly settings: {
    readonly allowPrivateAddresses: boolean;
    readonly clientIdMetadataDocuments: {
      readonly maximumBytes: number;
      readonly minimumCacheSeconds: number;
      readonly maximumCacheSeconds: number;
    };
  };
}

export interface FetchedDocument {
  readonly document: JsonObject;
  /** Seconds that it may be used before it is fetched again. */
  readonly lifetime: number;
}

const timeoutMs = 5000;

/**
 * Fetches the document that a client id names: once, without redirects, without waiting for a turn.
 *
 * @throws {OAuthError} `document.unavailable` (503): it may be there another time; `document.host` (400): its address is not public; `document.invalid` (400): what is there is no such document.
 * @see draft-ietf-oauth-client-id-metadata-document-02 §5, §8.6
 */
export async function fetchDocument(
  clientId: string,
  { limits, settings }: FetchDocumentOptions,
): Promise<FetchedDocument> {
  const { maximumBytes } = settings.clientIdMetadataDocuments;
  const { allowPrivateAddresses } = settings;
  let response: SafeFetchResponse;
  try {
    const call = () => safeFetch(clientId, { timeoutMs, maximumBytes, allowPrivateAddresses });
    response = await limits.runTo(clientId, call);
  } catch (error) {
    throw asRefusal(error, maximumBytes);
  }
  const { status, body, header } = response;
  if (status === 429 || status >= 500) throw unavailable(`status ${status}`);
  if (status !== 200) throw invalid(`must be answered with status 200, not ${status}`);
  const document = readDocument(clientId, header('content-type'), body);
  return { document, lifetime: cacheLifetime(header, settings.clientIdMetadataDocuments) };
}

/** What was met on the way is for the log: it would tell strangers about hosts that they cannot reach themselves. */
function asRefusal(cause: unknown, maximumBytes: number): unknown {
  if (cause instanceof OutgoingLimitError) return unavailable(cause.message, cause);
  if (!(cause instanceof SafeFetchError)) return cause;
  if (cause.reason === 'too-large') return invalid(`must not be larger than ${maximumBytes} bytes`, cause);
  return cause.reason === 'address'
    ? oauthError('document.host', { detail: cause.message, cause })
    : unavailable(cause.message, cause);
}

export function unavailable(detail: string, cause?: unknown) {
  return oauthError('document.unavailable', { detail, headers: { 'retry-after': '5' }, cause });
}
