import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import OAuth2Server from '@node-oauth/oauth2-server';
import { algorithmOf, type Flow, type ServerOrder } from '../protocol.ts';
import { formRequest } from '../requests.ts';
import { answerQuestions, order } from './answer-questions.ts';
import { newPrivateKey } from './keys.ts';
import { listenLocally } from './listen-locally.ts';
import { jwtSigner } from './sign-jwt.ts';

// The other peer: `client_credentials` over a model in memory. It has no tokens of its own but opaque ones; for JWTs its model signs.
const { scenario } = order<ServerOrder>();
const algorithm = algorithmOf(scenario);
const sign = jwtSigner(algorithm, newPrivateKey(algorithm));
const tokens = new Map<string, unknown>();
const client = { id: 'client', grants: ['client_credentials'] };
const name = () => randomBytes(16).toString('base64url');

const opaque = scenario === 'reference-tokens';
const model = {
  getClient: async (id: string, secret: string) => (id === 'client' && secret === 'secret' ? client : undefined),
  getUserFromClient: async () => ({}),
  validateScope: async (_user: unknown, _client: unknown, scope: string[]) => scope,
  generateAccessToken: async () => {
    if (opaque) return randomBytes(32).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    return sign({
      ...{ iss: 'http://localhost:9400', nbf: now, iat: now, exp: now + 3600, aud: 'https://api.example.com' },
      ...{ scope: 'api.read', client_id: 'client', sub: 'client', jti: `${name()}.${name()}` },
    });
  },
  saveToken: async (token: { accessToken: string }, savedClient: unknown, user: unknown) => {
    const saved = { ...token, client: savedClient, user };
    if (opaque) tokens.set(token.accessToken, saved);
    return saved;
  },
};
const oauth = new OAuth2Server({ model: model as never, accessTokenLifetime: 3600 });

const server = createServer((message, response) => {
  const chunks: Buffer[] = [];
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  message.on('end', async () => {
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const request = new OAuth2Server.Request({
      method: message.method!,
      headers: message.headers as Record<string, string>,
      query: {},
      body: form,
    });
    const reply = new OAuth2Server.Response({});
    await oauth.token(request, reply).catch(() => undefined);
    const json = JSON.stringify(reply.body);
    response.writeHead(reply.status ?? 200, {
      'content-type': 'application/json',
      ...reply.headers,
      'content-length': Buffer.byteLength(json),
    });
    response.end(json);
  });
});
const port = await listenLocally(server);

answerQuestions(port, {
  flow: (): Flow => ({
    kind: 'fixed',
    request: formRequest('/token', { grant_type: 'client_credentials', scope: 'api.read' }),
  }),
});
