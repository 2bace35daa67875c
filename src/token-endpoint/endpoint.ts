import { claimedClientId, noteForm } from '../clients/claimed-client.ts';
import type { IClientAuthenticator } from '../clients/client-authenticator.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { shownClientId, shownFields } from '../errors/refusal-fields.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readForm } from '../http/form.ts';
import { detailTypesOf } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import { grantTypeOf, type TokenRequestValidationResult, type ValidatedTokenRequest } from '../model/token-request.ts';
import type { TokenResponse } from '../model/token-response.ts';
import { type Events, lastFour } from '../operations/events.ts';
import type { ProofOfPossession } from '../proofs/proof-of-possession.ts';
import { applyCustomValidation, type ICustomTokenRequestValidator } from './grants/custom-validation.ts';
import type { GrantDirectory } from './grants/grant-directory.ts';
import type { ITokenResponseGenerator } from './token-response-generator.ts';
import type { TokenResponseWriter } from './token-response-writer.ts';

export interface TokenEndpointServices {
  readonly clientAuthenticator: IClientAuthenticator;
  readonly proofs: ProofOfPossession;
  readonly grants: GrantDirectory;
  readonly customTokenRequestValidator: ICustomTokenRequestValidator | undefined;
  readonly tokenResponseGenerator: ITokenResponseGenerator;
  readonly tokenResponseWriter: TokenResponseWriter;
  readonly events: Events;
}

/** RFC 6749 §3.2, the whole trip: parse, authenticate, validate, claim, generate, announce, write. */
export function tokenEndpoint(services: TokenEndpointServices): Endpoint {
  const { clientAuthenticator, proofs, grants, tokenResponseGenerator, tokenResponseWriter, events } = services;
  return async (request, context) => {
    let form: FormParameters | undefined;
    let client: Client | undefined;
    try {
      form = await readForm(request);
      const authenticated = await clientAuthenticator.authenticate(request, form, context);
      client = authenticated.client;
      const confirmation = await proofs.ofTokenRequest(request, client, context);
      const grant = grants.find(form.get('grant_type'));
      const validation = await grant.validate({
        client,
        authenticationMethod: authenticated.method,
        parameters: form,
        confirmation,
        context,
      });
      const result = await applyCustomValidation(
        services.customTokenRequestValidator,
        validation,
        context,
        authenticated.method,
      );
      const claimed = grant.claim === undefined ? result.request : await grant.claim(result.request, context);
      const response = await tokenResponseGenerator.process({ ...result, request: claimed }, context);
      if (events.active) events.raise(tokenIssued({ ...result, request: claimed }, response), context);
      const nextNonce = confirmation?.method === 'dpop' ? proofs.nextNonce(client, context) : undefined;
      const dpopNonce = response.dpopNonce ?? nextNonce;
      return tokenResponseWriter.write(dpopNonce === undefined ? response : { ...response, dpopNonce });
    } catch (error) {
      if (form !== undefined) noteForm(request, form);
      // To be told a nonce is a step of the protocol, no refusal (RFC 9449 §8).
      if (events.active && error instanceof OAuthError && error.reason !== 'dpop.nonce') {
        const asked = form?.get('grant_type');
        // Only names of ours are told: whatever else a client wrote there may be anything, its secret included.
        const grantType = grants.has(asked) ? asked : undefined;
        const { reason, detail } = error;
        const clientId = shownClientId(client?.clientId ?? claimedClientId(request));
        const fields = shownFields(error.fields);
        events.raise({ type: 'TokenRefused', clientId, grantType, reason, fields, detail }, context);
      }
      throw error;
    }
  };
}

function tokenIssued({ request }: TokenRequestValidationResult, response: TokenResponse) {
  const shown = (token: string | undefined) => (token === undefined ? undefined : lastFour(token));
  return {
    type: 'TokenIssued',
    clientId: request.client.clientId,
    grantType: grantTypeOf(request),
    subjectId: request.grantType === 'client_credentials' ? undefined : request.subject?.subjectId,
    scopes: request.resources.scopes,
    detailTypes: detailTypesOf(request.authorizationDetails),
    ...delegated(request),
    accessToken: shown(response.accessToken),
    refreshToken: shown(response.refreshToken),
    identityToken: shown(response.identityToken),
  } as const;
}

/** Who acts, and for what; also whom a token without a user is about. */
function delegated(request: ValidatedTokenRequest) {
  switch (request.grantType) {
    case 'urn:ietf:params:oauth:grant-type:token-exchange': {
      const { subjectToken, actor, identityAssertion, resourceIndicators } = request;
      const target = identityAssertion === undefined ? resourceIndicators : [identityAssertion.audience];
      return { subjectId: subjectToken.subjectId, actor: actor?.sub, target };
    }
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer': {
      const { subject, assertion, actor, resourceIndicators } = request;
      return { subjectId: subject?.subjectId ?? assertion.subject, actor: actor?.sub, target: resourceIndicators };
    }
    default:
      return {};
  }
}
