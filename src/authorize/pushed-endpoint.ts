import { noteForm } from '../clients/claimed-client.ts';
import type { IClientAuthenticator } from '../clients/client-authenticator.ts';
import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readForm } from '../http/form.ts';
import { jsonReply } from '../http/reply.ts';
import { sha256 } from '../keys/digest.ts';
import { clockTolerance } from '../keys/signed-jwt.ts';
import type { Client } from '../model/client.ts';
import { type FormParameters, formParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { AddressBudget } from '../operations/address-budget.ts';
import type { MarkStore } from '../stores/contracts.ts';
import { keptParameters } from './kept-parameters.ts';
import type { PushedRequests } from './pushed-requests.ts';
import type { RequestObjectVerifier } from './request-object.ts';
import type { AuthorizeRequestValidator } from './request-validator.ts';
import type { AuthorizeTargets } from './target.ts';

export interface PushedAuthorizationServices {
  readonly clientAuthenticator: IClientAuthenticator;
  readonly requestObjects: RequestObjectVerifier;
  readonly authorizeTargets: AuthorizeTargets;
  readonly authorizeRequestValidator: AuthorizeRequestValidator;
  readonly pushedRequests: PushedRequests;
  readonly waitingRequests: Pick<AddressBudget, 'spend'>;
  readonly marks: Pick<MarkStore, 'insertOnce'>;
  /** The key of the request's DPoP proof (RFC 9449 §10.1); absent: proofs at this endpoint are ignored. */
  readonly proofs?: {
    ofPushedRequest(request: HttpRequest, client: Client, context: RequestContext): Promise<string | undefined>;
  };
}

/** Pushed authorization requests (RFC 9126): checked now as they are at the authorization endpoint, used once and soon. */
export function pushedAuthorizationEndpoint(services: PushedAuthorizationServices): Endpoint {
  const { clientAuthenticator, authorizeTargets, authorizeRequestValidator, pushedRequests, waitingRequests } =
    services;
  return async (request, context) => {
    const form = await readForm(request);
    noteForm(request, form);
    const { client, method } = await clientAuthenticator.authenticate(request, form, context);
    // RFC 9126 §2.1: a push cannot push a reference to a push.
    if (form.has('request_uri'))
      throw oauthError('request.invalid-parameter', { fields: { parameter: 'request_uri' } });
    const keyThumbprint = await services.proofs?.ofPushedRequest(request, client, context);
    const loaded = await load(form, client, context, services);
    const parameters = bindKey(loaded.parameters, keyThumbprint);
    // Stands for the handle that it gets below.
    const source = { requestObject: loaded.requestObject, pushed: 'now' };
    const target = authorizeTargets.locate(client, parameters, source);
    const kept = keptParameters(await authorizeRequestValidator.validate(target, context));
    if (method === 'none') waitingRequests.spend(context.remoteAddress, context.now);
    const { requestObject, expiresAt } = loaded;
    const pushed = await pushedRequests.push(client, kept, requestObject, expiresAt, context);
    return jsonReply(201, { request_uri: pushed.requestUri, expires_in: pushed.expiresIn });
  };
}

async function load(
  form: FormParameters,
  client: Client,
  context: RequestContext,
  services: PushedAuthorizationServices,
) {
  const named = form.get('client_id');
  if (named !== undefined && named !== client.clientId) {
    throw oauthError('request.invalid-parameter', {
      fields: { parameter: 'client_id' },
      detail: 'client_id of another client',
    });
  }
  const request = form.get('request');
  if (request === undefined) {
    return { parameters: form, requestObject: false, expiresAt: undefined };
  }
  const { parameters, expiresAt, tokenId } = await services.requestObjects.verify(request, client, form, context, {
    pushed: client.requireClientSecret ? 'by-client' : 'by-anybody',
  });
  if (tokenId !== undefined) await useUp(tokenId, expiresAt, client, context, services);
  return { parameters, requestObject: true, expiresAt };
}

/**
 * A request object with a `jti` is pushed once. At the authorization endpoint it may come again, since browsers go back and reload; there the
 * person at the browser is asked again.
 */
async function useUp(
  tokenId: string,
  expiresAt: number,
  client: Client,
  context: RequestContext,
  { marks }: Pick<PushedAuthorizationServices, 'marks'>,
): Promise<void> {
  const key = `request-object:${sha256(`${client.clientId}|${tokenId}`)}`;
  if (!(await marks.insertOnce(key, expiresAt + clockTolerance + 1, context.now))) {
    throw oauthError('authorize.request-object', { detail: 'used before' });
  }
}

/** RFC 9449 §10.1: a proof stands for `dpop_jkt`; both must name the same key. */
function bindKey(parameters: FormParameters, keyThumbprint: string | undefined): FormParameters {
  if (keyThumbprint === undefined) return parameters;
  const named = parameters.get('dpop_jkt');
  if (named !== undefined && named !== keyThumbprint) {
    throw oauthError('request.invalid-parameter', {
      fields: { parameter: 'dpop_jkt' },
      detail: 'dpop_jkt is not the key of the proof',
    });
  }
  const values = Object.fromEntries(parameters.names().map((name) => [name, parameters.getAll(name)]));
  return formParameters({ ...values, dpop_jkt: keyThumbprint });
}
