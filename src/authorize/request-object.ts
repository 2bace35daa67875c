import type { JWTPayload } from 'jose';
import { verifyClientJwt } from '../clients/client-jwt.ts';
import type { ClientKeys } from '../clients/client-keys.ts';
import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import { algorithmsOf } from '../keys/assertion-algorithms.ts';
import type { SignedJwt } from '../keys/signed-jwt.ts';
import { requestObjectMembers, textParameters } from '../model/authorize-parameters.ts';
import type { Client } from '../model/client.ts';
import { type FormParameters, formParameters } from '../model/form-parameters.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';

/** Seconds a request object may last at the most: one that leaked must not begin requests for years (RFC 9101 §10.2). */
const longestLifetime = 86_400;
const types: ReadonlySet<string> = new Set(['oauth-authz-req+jwt', 'jwt']);
const mayBeList: ReadonlySet<string> = new Set(['resource', 'audience']);

/** A verified request object. */
export interface RequestObject {
  /** All that counts of the request (RFC 9101 §6.3), `client_id` included. */
  readonly parameters: FormParameters;
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** `jti`, if it has one. */
  readonly tokenId?: string | undefined;
}

/** Verifies request objects by value (RFC 9101): signed with the client's own keys, never unsigned, made for this server. */
export class RequestObjectVerifier {
  readonly #keys: ClientKeys;

  constructor(services: { readonly clientKeys: ClientKeys }) {
    this.#keys = services.clientKeys;
  }

  /**
   * @param outer the parameters around it: `client_id` and `response_type`, where given, must agree.
   * @param options.pushed who sent it, if it did not come by the browser: an authenticated client may name other servers beside this one (RFC 7519 §4.1.3). One that a
   * browser brings may not: it could have been signed for them.
   * @throws {OAuthError} `authorize.request-object` (`invalid_request_object`), whatever is wrong with it; `authorize.request-not-supported`
   * for a client without keys.
   */
  async verify(
    token: string,
    client: Client,
    outer: FormParameters,
    context: RequestContext,
    options: { readonly pushed?: 'by-anybody' | 'by-client' } = {},
  ): Promise<RequestObject> {
    if (client.jwks === undefined && client.jwksUri === undefined) throw oauthError('authorize.request-not-supported');
    if (token.length > limits.requestObject.most) throw refusal('too long');
    const { payload, expiresAt } = await this.#verified(token, client, options.pushed === 'by-client', context);
    if (client.requestObjectLifetime !== undefined) checkWindow(payload, client.requestObjectLifetime, context.now);
    // A client assertion has its client as subject: one that was meant for the token endpoint starts no sign-in (RFC 9101 §10.8).
    if (payload.sub === client.clientId) throw refusal('sub is the client: is it a client assertion?');
    if ('request' in payload || 'request_uri' in payload) throw refusal('nested request');
    // RFC 9101 §5 wants it inside, where OpenID Connect Core §6.1 has it outside.
    const isThere = options.pushed !== undefined || payload.client_id !== undefined;
    if (isThere && payload.client_id !== client.clientId) throw refusal('client_id');
    const outerType = outer.get('response_type');
    if (outerType !== undefined && payload.response_type !== undefined && payload.response_type !== outerType) {
      throw refusal('response_type differs');
    }
    const values: Record<string, string | readonly string[]> = Object.create(null);
    values['client_id'] = client.clientId;
    for (const [name, value] of Object.entries(payload)) {
      if (!requestObjectMembers.has(name)) values[name] = parameterValue(name, value);
    }
    return {
      parameters: formParameters(values),
      expiresAt,
      tokenId: typeof payload.jti === 'string' ? payload.jti : undefined,
    };
  }

  async #verified(token: string, client: Client, pushed: boolean, context: RequestContext): Promise<SignedJwt> {
    try {
      return await verifyClientJwt(
        token,
        client,
        this.#keys,
        {
          algorithms: algorithmsOf(client.allowedRequestObjectAlgorithms),
          isType: (type) => types.has(type),
          isOwnAudience: (value) => value === context.issuer || value === `${context.issuer}/`,
          othersToo: pushed,
          longestLifetime,
          requiredClaims: ['iss'],
        },
        context,
      );
    } catch (cause) {
      throw oauthError('authorize.request-object', {
        detail: cause instanceof Error ? cause.message : 'unreadable',
        cause,
      });
    }
  }
}

/** FAPI 2.0 Message Signing §5.3.1. */
function checkWindow({ nbf, exp }: JWTPayload, lifetime: number, now: number): void {
  if (nbf === undefined || exp === undefined) throw refusal('no nbf');
  if (nbf < now - lifetime) throw refusal(`nbf is more than ${lifetime} seconds past`);
  if (exp > nbf + lifetime) throw refusal(`exp is more than ${lifetime} seconds after nbf`);
}

function parameterValue(name: string, value: unknown): string | readonly string[] {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && name === 'max_age') return String(value);
  if (mayBeList.has(name) && Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  if (name === 'claims' && typeof value === 'object' && value !== null) return JSON.stringify(value);
  if (textParameters.has(name)) throw refusal(`${name} is not a text`);
  // Members that are no parameters of ours may have any shape.
  return value === null ? '' : JSON.stringify(value);
}

function refusal(detail: string): OAuthError {
  return oauthError('authorize.request-object', { detail });
}
