import type { ValidatedAuthorizeRequest } from './request.ts';

/** The parameters of a request that waits, by name, as they are stored and checked again. */
export type KeptParameters = Readonly<Record<string, readonly string[]>>;

/**
 * What is kept of a request that waits for its browser or its user: what was understood of it, in one spelling, and nothing else. Whoever sends
 * more than that makes nobody store it. What is kept says the same when it is checked again.
 */
export function keptParameters(request: ValidatedAuthorizeRequest): KeptParameters {
  const { target, client } = request;
  const { parameters } = target;
  const sent = (name: string) => parameters.get(name);
  // In the order of OpenID Connect Core §3.1.2.1, then what other specifications add.
  const understood: Readonly<Record<string, string | readonly string[] | undefined>> = {
    client_id: client.clientId,
    response_type: request.responseType,
    response_mode: sent('response_mode'),
    redirect_uri: target.redirectUriSent ? target.redirectUri : undefined,
    // None stands for the scopes that the client has when it is checked again.
    scope: parameters.has('scope') ? words(request.scopes) : undefined,
    state: target.state,
    nonce: request.nonce,
    display: request.display,
    prompt: words(request.prompts),
    max_age: request.maxAge?.toString(),
    ui_locales: words(request.uiLocales),
    id_token_hint: sent('id_token_hint'),
    login_hint: request.loginHint,
    acr_values: words(request.acrValues),
    claims: request.requestedClaims === undefined ? undefined : sent('claims'),
    code_challenge: request.codeChallenge,
    code_challenge_method: request.codeChallengeMethod,
    resource: request.resourceIndicators,
    authorization_details: request.authorizationDetails === undefined ? undefined : sent('authorization_details'),
    dpop_jkt: request.dpopKeyThumbprint,
    ...request.customParameters,
  };
  return Object.fromEntries(
    Object.entries(understood).flatMap(([name, value]) => {
      const values = typeof value === 'string' ? [value] : (value ?? []);
      return values.length === 0 ? [] : [[name, values]];
    }),
  );
}

function words(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(' ');
}
