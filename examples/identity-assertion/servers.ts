/**
 * Identity assertions (ID-JAG): a user who signed in to `wiki` at the identity provider lets it read their chats, without being asked again. Two servers and an API:
 *
 * 1. `wiki` has an ID token from the identity provider;
 * 2. and exchanges it there for an ID-JAG to the chat's server (RFC 8693), if `audiences` allows it;
 * 3. which the chat's server takes as a grant (RFC 7523 §2.1) and answers with an access token;
 * 4. with which `wiki` asks the chat's API, which knows its own server alone.
 */
import { protectResource } from 'mintmark/resource-server';
import type { ExampleOptions } from '../run.ts';

const clientSecrets = [{ value: 'secret' }];
export const chatApi = 'https://api.chat.example';

export function identityProvider(chatIssuer: string) {
  return {
    identityResources: ['openid', 'email'],
    clients: [
      {
        clientId: 'wiki',
        clientSecrets,
        allowedGrantTypes: ['password', 'urn:ietf:params:oauth:grant-type:token-exchange'],
        allowedScopes: ['openid', 'email'],
        allowOfflineAccess: true,
        tokenExchange: {
          subjectTokens: ['id_token', 'refresh_token'],
          audiences: [
            {
              issuer: chatIssuer,
              clientId: 'wiki-at-chat',
              scopes: ['chat.read'],
              resources: [chatApi],
              claims: ['email'],
            },
          ],
        },
      },
    ],
    users: [{ subject: '1', username: 'alice', password: 'alice', claims: { email: 'alice@example.com' } }],
  } satisfies ExampleOptions;
}

export function chatServer(idpIssuer: string) {
  return {
    apiScopes: [{ name: 'chat.read' }, { name: 'chat.write' }],
    apiResources: [{ name: chatApi, scopes: ['chat.read', 'chat.write'] }],
    // Whoever signs in there signs in here too: the same user, by the same subject.
    externalProviders: [
      { id: 'corporate', displayName: 'Corporate', issuer: idpIssuer, clientId: 'chat', allowPrivateAddresses: true },
    ],
    trustedIssuers: [
      {
        issuer: idpIssuer,
        jwksUri: `${idpIssuer}/.well-known/openid-configuration/jwks`,
        uses: ['identityAssertion'],
        subjects: 'mapped',
      },
    ],
    clients: [
      {
        clientId: 'wiki-at-chat',
        clientSecrets,
        allowedGrantTypes: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
        allowedScopes: ['chat.read', 'chat.write'],
      },
    ],
  } satisfies ExampleOptions;
}

/** The API: it trusts the chat's server, and nobody else. */
export function chats(chatIssuer: string) {
  const protection = protectResource({ resource: chatApi, issuer: chatIssuer, scopes: ['chat.read'] });
  return async (request: Request): Promise<Response> => {
    const token = await protection.verify(request, { scopes: ['chat.read'] });
    return token instanceof Response ? token : Response.json({ chatsOf: token.claims.sub });
  };
}
