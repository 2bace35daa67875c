import type { JWTPayload } from 'jose';
import { verifyClientJwt } from '../clients/client-jwt.ts';
import type { ClientKeys } from '../clients/client-keys.ts';
import { oauthError } from '../errors/oauth-error.ts';
import { algorithmsOf, cibaRequestAlgorithms } from '../keys/assertion-algorithms.ts';
import { sha256 } from '../keys/digest.ts';
import { clockTolerance, type SignedJwt } from '../keys/signed-jwt.ts';
import type { Client } from '../model/client.ts';
import { type FormParameters, formParameters } from '../model/form-parameters.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { MarkStore } from '../stores/contracts.ts';

/** FAPI-CIBA §5.2.2: a request object lives an hour at the most. */
const longestLifetime = 3600;
/** What may stand beside a request object: it, and how the client authenticates. */
const outside: ReadonlySet<string> = new Set([
  'request',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
]);
/** CIBA Core 1.0 §7.1, and RFC 8707 §2: what must be a text, or a number where it says so. */
const understood: ReadonlySet<string> = new Set([
  'client_id',
  'scope',
  'client_notification_token',
  'acr_values',
  'login_hint_token',
  'id_token_hint',
  'login_hint',
  'binding_message',
  'user_code',
  'requested_expiry',
  'resource',
]);
const jwtClaims: ReadonlySet<string> = new Set(['iss', 'aud', 'exp', 'iat', 'nbf', 'jti']);

export interface CibaRequestObjectServices {
  readonly clientKeys: ClientKeys;
  readonly marks: Pick<MarkStore, 'insertOnce'>;
}

/**
 * The parameters of a backchannel authentication request: those of the form, or of the signed request object in it.
 *
 * A request object holds all parameters, has `iss`, `aud`, `exp`, `iat`, `nbf` and `jti`, and is used once.
 *
 * @throws {OAuthError} `ciba.request-object`, `ciba.request-object-required`.
 * @see CIBA Core 1.0 §7.1.1, FAPI-CIBA §5.2.2
 */
export async function readCibaParameters(
  form: FormParameters,
  client: Client,
  services: CibaRequestObjectServices,
  context: RequestContext,
): Promise<FormParameters> {
  const requestObject = form.get('request');
  if (form.has('request_uri')) throw refused('request_uri is not supported');
  if (requestObject === undefined) {
    if (client.requireRequestObject) throw oauthError('ciba.request-object-required');
    return form;
  }
  if (requestObject.length > limits.requestObject.most) throw refused('too long');
  if (form.names().some((name) => !outside.has(name))) throw refused('parameters beside it');
  const { payload, expiresAt } = await verified(requestObject, client, services.clientKeys, context);
  checkTimes(payload, context);
  const parameters = parametersOf(payload, client);
  const key = `ciba-request:${sha256(`${client.clientId}|${payload.jti}`)}`;
  if (!(await services.marks.insertOnce(key, expiresAt + clockTolerance + 1, context.now)))
    throw refused('used before');
  return parameters;
}

async function verified(
  requestObject: string,
  client: Client,
  clientKeys: ClientKeys,
  context: RequestContext,
): Promise<SignedJwt> {
  try {
    return await verifyClientJwt(
      requestObject,
      client,
      clientKeys,
      {
        algorithms: algorithmsOf(client.allowedRequestObjectAlgorithms).filter((one) =>
          cibaRequestAlgorithms.includes(one),
        ),
        // A JWT of another kind that the client signed is no request (RFC 8725 §3.11).
        isType: (type) => type === 'jwt' || type === 'oauth-authz-req+jwt',
        isOwnAudience: (value) => value === context.issuer,
        longestLifetime,
        requiredClaims: ['iat', 'nbf', 'jti'],
      },
      context,
    );
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : 'unreadable', cause);
  }
}

function checkTimes({ exp, nbf, jti }: JWTPayload, context: RequestContext): void {
  if (typeof exp !== 'number' || typeof nbf !== 'number') throw refused('exp or nbf');
  if (typeof jti !== 'string' || jti === '') throw refused('jti');
  if (nbf < context.now - longestLifetime - clockTolerance) throw refused('nbf is too long ago');
  if (exp - nbf > longestLifetime + clockTolerance) throw refused('exp is too far away');
}

function parametersOf(payload: JWTPayload, client: Client): FormParameters {
  const values: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, value] of Object.entries(payload)) {
    if (jwtClaims.has(name)) continue;
    if (name === 'request' || name === 'request_uri') throw refused(`${name} in it`);
    if (typeof value === 'string') values[name] = value;
    else if (typeof value === 'number') values[name] = String(value);
    else if (name === 'resource' && Array.isArray(value) && value.every((one) => typeof one === 'string')) {
      values[name] = value;
    } else if (understood.has(name)) throw refused(`${name.slice(0, 40)} is no text`);
    // Members that are no parameters of ours may have any shape.
    else values[name] = value === null ? '' : JSON.stringify(value);
  }
  const { client_id: clientId } = values;
  if (clientId !== undefined && clientId !== client.clientId) throw refused('client_id');
  return formParameters(values);
}

function refused(detail: string, cause?: unknown) {
  return oauthError('ciba.request-object', { detail, ...(cause === undefined ? {} : { cause }) });
}
