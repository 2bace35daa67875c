import { challenge, verifier } from '../../support/authorize.ts';
import { type Answer, answerOf } from '../../support/connect.ts';
import type { Changes, FlowOptions } from './flow.ts';
import { type Provider, redirectUri } from './provider.ts';

/** Registers a client as the suite does; what is given stands in the place of the rest. */
export async function register(provider: Provider, metadata: object = {}): Promise<Answer> {
  return answerOf(
    await fetch(String(provider.metadata.registration_endpoint), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: [redirectUri], contacts: ['tests@client.example'], ...metadata }),
    }),
  );
}

/** A client that was registered, and how a flow is run as it. Clients that registered themselves use PKCE always. */
export interface RegisteredClient {
  readonly answer: Answer;
  readonly clientId: string;
  readonly request: Changes;
  readonly options: FlowOptions;
}

export async function registeredClient(provider: Provider, metadata: object = {}): Promise<RegisteredClient> {
  const answer = await register(provider, metadata);
  const { client_id: clientId, client_secret: clientSecret, redirect_uris: uris, response_types: types } = answer.json;
  const hasCode = types.some((type: string) => type.includes('code'));
  return {
    answer,
    clientId,
    request: { client_id: clientId, ...(hasCode ? pkce : {}) },
    options: { clientId, clientSecret, redirectUri: uris[0], redeem: { code_verifier: verifier } },
  };
}

export const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };

/** Reads or deletes a registration. */
export async function manage(method: 'GET' | 'DELETE', { json }: Answer): Promise<Answer> {
  const headers = { authorization: `Bearer ${json.registration_access_token}` };
  return answerOf(await fetch(json.registration_client_uri, { method, headers }));
}
