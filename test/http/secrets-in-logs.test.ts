import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { createLogger } from '../../src/operations/log.ts';
import { StoreUnavailableError } from '../../src/stores/contracts.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { wrapStore } from '../../src/stores/wrap-store.ts';
import { basic, introspect, postForm, refresh, requestToken, revoke, signIn } from '../support/connect.ts';
import { ordersApi, secret, startFixture } from '../support/fixture.ts';

it('shows no secret and no token in logs, events and errors, whatever happens (CONTRACT §6)', async () => {
  const lines: string[] = [];
  const events: string[] = [];
  const bodies: string[] = [];
  const log = await createLogger({ level: 'debug', write: (line) => lines.push(line) });
  const key = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(key.publicKey)), kid: 'k' };
  let failure: Error | undefined;
  const store = wrapStore(createMemoryStore(), async (_, call) => {
    if (failure !== undefined) throw failure;
    return call();
  });
  const masterSecret = 'bWFzdGVyLXNlY3JldC1vZi0zMi1ieXRlcy1vci1tb3JlLi4u';
  const server = await startFixture({
    store,
    log,
    secret: masterSecret,
    onEvent: (event) => events.push(JSON.stringify(event)),
    moreClients: [
      {
        clientId: 'key-client',
        jwks: { keys: [jwk] },
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
      },
    ],
  });
  const hidden = new Set<string>([secret, masterSecret, 'the password of alice', 'a wrong password', 'a wrong secret']);
  const assertion = await new SignJWT({ jti: 'jti-of-assertion' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer('key-client')
    .setSubject('key-client')
    .setAudience(server.url)
    .setExpirationTime('1m')
    .sign(key.privateKey);
  hidden.add(assertion);
  hidden.add(assertion.split('.')[2]!);
  const keep = (answer: { readonly json: Record<string, unknown>; readonly text: string; readonly status: number }) => {
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const token = answer.json?.[name];
      if (typeof token === 'string') hidden.add(token).add(token.split('.').at(-1)!);
    }
    if (answer.status >= 400) bodies.push(answer.text);
    return answer.json as Record<string, string>;
  };

  const byAssertion = {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
  const password = { grant_type: 'password', username: 'alice' };
  const connect = `${server.url}/connect`;
  keep(await requestToken(server, 'machine', { grant_type: 'client_credentials' }));
  keep(await requestToken(server, 'reference-machine', { grant_type: 'client_credentials' }));
  keep(await requestToken(server, 'machine', { grant_type: 'client_credentials', client_secret: 'a wrong secret' }));
  keep(await postForm(`${connect}/token`, { grant_type: 'x' }, { authorization: basic('machine', 'a wrong secret') }));
  keep(await postForm(`${connect}/token`, { grant_type: secret }, { authorization: `Bearer ${secret}` }));
  keep(await postForm(`${connect}/token`, byAssertion));
  keep(await postForm(`${connect}/token`, byAssertion));
  keep(await postForm(`${connect}/token`, { ...byAssertion, client_assertion: `${assertion}x` }));
  keep(await requestToken(server, 'application', { ...password, password: 'the password of alice' }));
  keep(await requestToken(server, 'application', { ...password, password: 'a wrong password' }));
  const first = keep(await signIn(server, 'strict-application'));
  const second = keep(await refresh(server, 'strict-application', first.refresh_token!));
  keep(await refresh(server, 'other-application', second.refresh_token!));
  keep(await introspect(server, ordersApi, second.access_token!));
  keep(await introspect(server, 'strict-application', second.refresh_token!));
  keep(await refresh(server, 'strict-application', first.refresh_token!));
  const third = keep(await signIn(server, 'application'));
  await revoke(server, 'application', third.access_token!);
  await revoke(server, 'application', third.refresh_token!);
  const fourth = keep(await signIn(server, 'application'));
  failure = new StoreUnavailableError('the store is away');
  expect((await refresh(server, 'application', fourth.refresh_token!)).status).toBe(503);
  failure = new Error('a bug');
  expect((await refresh(server, 'application', fourth.refresh_token!)).status).toBe(500);
  failure = undefined;
  await server.close();

  // The run left something to search: lines of each kind, and many things to hide.
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.some((line) => line.includes('a bug'))).toBe(true);
  expect(events.length).toBeGreaterThan(15);
  expect(hidden.size).toBeGreaterThan(20);
  const everything = [...lines, ...events, ...bodies].join('\n');
  for (const one of hidden) {
    expect(everything.includes(one), `shown: ${one.slice(0, 30)}`).toBe(false);
    expect(everything.includes(encodeURIComponent(one))).toBe(false);
  }
  expect(bodies.join('\n')).not.toMatch(/\.ts:\d+|node_modules|at async/);
});

it('answers 503 with Retry-After when the store cannot be reached, 500 with an id for a bug, and consumes nothing (CONTRACT §6)', async () => {
  let failure: Error | undefined;
  const counting = withCounting(createMemoryStore());
  const store = wrapStore(counting.store, async (name, call) => {
    if (failure !== undefined && name.startsWith('grants.')) throw failure;
    return call();
  });
  const server = await startFixture({ store });
  const { json } = await signIn(server, 'strict-application');
  failure = new StoreUnavailableError('connection refused to 10.0.0.1');
  const unavailable = await refresh(server, 'strict-application', json.refresh_token);
  expect(unavailable.status).toBe(503);
  expect(unavailable.headers.get('retry-after')).toBe('2');
  expect(unavailable.json.error).toBe('temporarily_unavailable');
  expect(unavailable.text).not.toContain('10.0.0.1');
  failure = new Error('column "x" does not exist');
  const broken = await refresh(server, 'strict-application', json.refresh_token);
  expect(broken.status).toBe(500);
  expect(broken.json.error).toBe('server_error');
  expect(broken.json.error_description).toContain(broken.headers.get('x-request-id'));
  expect(broken.text).not.toContain('column');
  failure = undefined;
  expect((await refresh(server, 'strict-application', json.refresh_token)).status).toBe(200);
  await server.close();
});
