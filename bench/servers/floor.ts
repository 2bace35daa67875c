import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { algorithmOf, type Flow, type ServerOrder } from '../protocol.ts';
import { around, formRequest } from '../requests.ts';
import { answerQuestions, order } from './answer-questions.ts';
import { newPrivateKey } from './keys.ts';
import { listenLocally } from './listen-locally.ts';
import { jwtSigner } from './sign-jwt.ts';

// The least that a token server on `node:http` can do: read the body, sign as often as the scenario does, write an answer of the
// same size. It checks nothing and stores nothing.
const { scenario } = order<ServerOrder>();
const algorithm = algorithmOf(scenario);
const sign = jwtSigner(algorithm, newPrivateKey(algorithm));
const name = (bytes: number) => randomBytes(bytes).toString('base64url');
const signatures = scenario === 'code-exchange' ? 2 : scenario === 'reference-tokens' ? 0 : 1;

function body(message: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

function token(): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return sign({
    iss: 'http://localhost:9400',
    nbf: now,
    iat: now,
    exp: now + 3600,
    aud: 'https://api.example.com',
    scope: 'api.read',
    client_id: 'client',
    sub: scenario.startsWith('client') ? 'client' : 'alice',
    jti: `${name(16)}.${name(16)}`,
  });
}

const server = createServer(async (message, response) => {
  await body(message);
  const made: string[] = [];
  for (let index = 0; index < signatures; index += 1) made.push(await token());
  const [accessToken = name(32), identityToken] = made;
  const json = JSON.stringify({
    id_token: identityToken,
    access_token: accessToken,
    expires_in: 3600,
    token_type: 'Bearer',
    refresh_token: scenario === 'refresh' ? name(32) : undefined,
    scope: 'api.read',
  });
  response.writeHead(200, [
    ...['content-type', 'application/json', 'cache-control', 'no-store', 'pragma', 'no-cache'],
    ...['content-length', String(Buffer.byteLength(json))],
  ]);
  response.end(json);
});
const port = await listenLocally(server);

answerQuestions(port, {
  flow({ connections, values }): Flow {
    const handles = (count: number) => Array.from({ length: count }, () => name(32));
    if (scenario === 'refresh') {
      const all = handles(connections);
      const parts = around('/', { grant_type: 'refresh_token' }, 'refresh_token', all[0]!);
      return { kind: 'rotating', ...parts, member: 'refresh_token', values: all };
    }
    if (scenario === 'code-exchange') {
      const all = handles(values);
      const form = { grant_type: 'authorization_code', redirect_uri: 'https://client.example.com/callback' };
      return { kind: 'each', ...around('/', { ...form, code_verifier: name(32) }, 'code', all[0]!), values: all };
    }
    return { kind: 'fixed', request: formRequest('/', { grant_type: 'client_credentials', scope: 'api.read' }) };
  },
});
