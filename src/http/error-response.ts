import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import { publicReason } from '../errors/public-reason.ts';
import { shownFields } from '../errors/refusal-fields.ts';
import type { HttpReply } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Logger } from '../operations/log.ts';
import { hasLine } from '../operations/written-refusals.ts';
import { StoreUnavailableError } from '../stores/contracts.ts';
import { jsonReply } from './reply.ts';

const standardMembers: ReadonlySet<string> = new Set(['error', 'error_description', 'error_uri']);
const retrySeconds = '2';
const anyChallenge = { 'www-authenticate': 'Basic realm="mintmark", charset="UTF-8"' };

/** Whatever was thrown, as a refusal: what a store throws becomes 503, a bug 500 with nothing of its cause. */
export function asOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown;
  if (thrown instanceof StoreUnavailableError) {
    return oauthError('server.unavailable', { cause: thrown, headers: { 'retry-after': retrySeconds } });
  }
  return oauthError('server.error', { cause: thrown });
}

/** The one place where an error becomes a JSON response (RFC 6749 §5.2) and a log line. */
export function errorReply(thrown: unknown, context: RequestContext, log: Logger, clientId?: string): HttpReply {
  const error = asOAuthError(thrown);
  logError(error, context, log, clientId);
  const body: Record<string, unknown> = Object.create(null);
  // RFC 6750 §3.1: of a request without any token nothing is wrong.
  if (error.error === '') return jsonReply(error.status, body, { ...error.headers, 'x-request-id': context.requestId });
  body['error'] = error.error;
  if (error.description !== undefined) body['error_description'] = describe(error, context);
  body['error_uri'] = `${context.issuer}/docs/errors/${publicReason(error.reason)}`;
  for (const [name, value] of Object.entries(error.customResponse)) {
    if (!standardMembers.has(name)) body[name] = value;
  }
  // RFC 9110 §15.5.2: every 401 has a challenge.
  const challenge = error.status === 401 ? anyChallenge : {};
  return jsonReply(error.status, body, { ...challenge, ...error.headers, 'x-request-id': context.requestId });
}

function describe(error: OAuthError, context: RequestContext): string | undefined {
  return error.status === 500 ? `${error.description} Request id: ${context.requestId}.` : error.description;
}

/** One line that suffices, unless the audit log wrote it into the same log. @param clientId whose request it was, as far as it said so; what the error itself tells of the client counts more. */
export function logError(error: OAuthError, context: RequestContext, log: Logger, clientId?: string): void {
  const fields = {
    requestId: context.requestId,
    reason: error.reason,
    ...shownFields(clientId === undefined ? error.fields : { clientId, ...error.fields }),
    detail: error.detail,
  };
  if (error.status === 500) log.error('a request failed', { ...fields, cause: error.cause });
  else if (error.reason === 'server.unavailable')
    log.warn('the store is unavailable', { ...fields, cause: error.cause });
  else if (!hasLine(context, log)) log.info('a request was refused', { ...fields, cause: causeOf(error) });
}

/** The kind alone: messages of parsers repeat what they were given. */
function causeOf({ cause }: OAuthError): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const code: unknown = Reflect.get(cause, 'code');
  return typeof code === 'string' ? code : cause.name;
}
