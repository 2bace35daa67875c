import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** How a client comes to its id. */
export type Introduction =
  | { readonly clientMetadataUrl: string }
  | { readonly clientInformation: OAuthClientInformationMixed }
  | 'registration';

/** Sends a person to an address; resolves once the browser is where the client waits for it. */
export type Person = (authorizationUrl: string) => Promise<void>;

/** A program with the SDK's own client, which stores nothing and waits for the browser on a port that the system chose. */
export async function startMcpClient(resource: string, introduction: Introduction, person: Person) {
  let asked: PromiseWithResolvers<URLSearchParams> | undefined;
  const callback = createServer((request, response) => {
    response.end('Back in the program: close this window.');
    asked?.resolve(new URL(request.url ?? '', 'http://127.0.0.1').searchParams);
  });
  await new Promise<void>((resolve) => callback.listen(0, '127.0.0.1', resolve));
  const redirectUrl = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/callback`;
  let tokens: OAuthTokens | undefined;
  let known =
    typeof introduction === 'object' && 'clientInformation' in introduction
      ? introduction.clientInformation
      : undefined;
  let verifier = '';
  const provider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: {
      client_name: 'Notes program',
      redirect_uris: [redirectUrl],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    ...(typeof introduction === 'object' && 'clientMetadataUrl' in introduction ? introduction : {}),
    clientInformation: () => known,
    saveClientInformation: (information) => {
      known = information;
    },
    tokens: () => tokens,
    saveTokens: (saved) => {
      tokens = saved;
    },
    saveCodeVerifier: (saved) => {
      verifier = saved;
    },
    codeVerifier: () => verifier,
    async redirectToAuthorization(url) {
      asked = Promise.withResolvers();
      await person(url.href);
    },
  };
  /** What the browser brought, if a person was asked. */
  const answer = () => asked?.promise;
  return {
    get clientId() {
      return known?.client_id;
    },
    get scope() {
      return tokens?.scope;
    },
    /** Calls a tool; asks the person as often as the server wants more. */
    async callTool(name: string, values: Record<string, unknown> = {}): Promise<string> {
      for (let attempt = 0; ; attempt += 1) {
        const transport = new StreamableHTTPClientTransport(new URL(resource), { authProvider: provider });
        const client = new Client({ name: 'notes-program', version: '1.0.0' });
        asked = undefined;
        try {
          // As the SDK's types have it, except under exactOptionalPropertyTypes.
          await client.connect(transport as Transport);
          const { content } = await client.callTool({ name, arguments: values });
          return JSON.stringify(content);
        } catch (error) {
          const code = attempt < 3 ? (await answer())?.get('code') : null;
          if (typeof code !== 'string') throw error;
          await transport.finishAuth(code);
        } finally {
          await client.close();
        }
      }
    },
    close: () => new Promise<void>((resolve) => callback.close(() => resolve())),
  };
}
