import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ConfigurationError, StoreUnavailableError } from '../../src/index.ts';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { wrapStore } from '../../src/stores/wrap-store.ts';
import { settableClock } from '../../src/testing/index.ts';

const issuer = 'http://localhost:9400';
const clock = settableClock(1_800_000_000);
const secretA = 'jb0dIpHbBEvqbAzbAwDIgqWkxHGtdjnxNVEjk4xP2Fs';
const secretB = 'u3nUGjyPYY3zvEQ8mZcXfrgdMIFIobbK7vnBbMHF7nE';

const machine = (clientId: string) => ({
  clientId,
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: ['read'],
});
const base = {
  mode: 'dev',
  issuer,
  storage: { kind: 'memory' },
  clock,
  signing: { algorithms: ['ES256'] },
  apiScopes: [{ name: 'read' }],
  clients: [machine('first')],
} satisfies ServerOptions;

async function start(options: Partial<ServerOptions> = {}): Promise<MintmarkServer> {
  const server = await createServer({ ...base, ...options });
  onTestFinished(() => server.close());
  return server;
}

async function token(server: MintmarkServer, clientId: string, more: Record<string, string> = {}) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: 'secret',
    ...more,
  });
  const response = await server.fetch(new Request(`${issuer}/connect/token`, { method: 'POST', body }), {
    remoteAddress: '192.0.2.1',
  });
  const answer = (await response.json()) as { access_token?: string; error?: string };
  return answer.error ?? (answer.access_token === undefined ? 'nothing' : 'a token');
}

async function problemsOf(reload: Promise<unknown>) {
  try {
    await reload;
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  throw new Error('it was taken');
}

/** A promise and what settles it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('a reload', () => {
  it('puts a whole new configuration in the place of the old one, and tells what changed', async () => {
    const server = await start();
    expect(await token(server, 'first')).toBe('a token');
    const outcome = await server.reload({
      ...base,
      clients: [machine('second')],
      apiScopes: [{ name: 'read' }, { name: 'write' }],
      endpoints: { introspection: false },
    });
    expect(outcome).toEqual({ changed: ['apiScopes', 'clients', 'endpoints'], warnings: [] });
    expect(await token(server, 'first')).toBe('invalid_client');
    expect(await token(server, 'second')).toBe('a token');
    const document = await server.fetch(new Request(`${issuer}/.well-known/openid-configuration`));
    expect(await document.json()).not.toHaveProperty('introspection_endpoint');
    expect(server.settings.clients.map(({ clientId }) => clientId)).toEqual(['second']);
    expect(server.hotPaths.has('/connect/introspect')).toBe(false);
  });

  it('of the same configuration changes nothing, not the published keys either', async () => {
    const server = await start();
    const keys = () => server.services.keyRing.jwks().etag;
    const before = keys();
    expect(await server.reload(base)).toEqual({ changed: [], warnings: [] });
    expect(keys()).toBe(before);
  });

  it('reaches those who hold on to `fetch` and `handle` alone', async () => {
    const server = await start();
    const { fetch } = server;
    await server.reload({ ...base, endpoints: { introspection: false } });
    const asked = await fetch(new Request(`${issuer}/connect/introspect`, { method: 'POST' }));
    expect(asked.status).toBe(404);
  });

  it('that is wrong is refused whole, with every problem and its path', async () => {
    const server = await start({ secret: secretA });
    const { services, settings, hotPaths } = server;
    const problems = await problemsOf(
      server.reload({
        ...base,
        secret: secretA,
        clients: [{ ...machine('second'), allowedScopes: ['nothing'] }, machine('third'), machine('third')],
        users: [{ subject: '1', username: 'alice' }],
        signing: { algorithms: ['ES256', 'PS256'] },
      }),
    );
    expect(problems.map(({ path }) => path)).toEqual(['clients[0].allowedScopes[0]', 'clients[2].clientId']);
    expect({ services, settings, hotPaths }).toEqual({
      services: server.services,
      settings: server.settings,
      hotPaths: server.hotPaths,
    });
    expect(server.services).toBe(services);
    expect(await token(server, 'first')).toBe('a token');
  });

  it('names what cannot change while the server runs', async () => {
    const server = await start({ secret: secretA });
    const restart = 'cannot change while the server runs: restart it';
    const reload = server.reload({
      ...base,
      secret: secretA,
      issuer: 'https://id.example.com',
      mode: 'production',
      listen: { port: 9401, maximumInFlight: 5 },
      storage: { kind: 'sqlite', path: '/nowhere/mintmark.db' },
      store: createMemoryStore(),
    });
    expect(await problemsOf(reload)).toEqual([
      { path: 'mode', message: restart },
      { path: 'store', message: restart },
      { path: 'issuer', message: restart },
      { path: 'listen.port', message: restart },
      { path: 'listen.maximumInFlight', message: restart },
      { path: 'storage.kind', message: restart },
      { path: 'storage.path', message: restart },
    ]);
  });

  it('writes nothing when the last of what it starts fails: no user, no key, no newer seal', async () => {
    const store = createMemoryStore();
    const server = await start({ store, secret: secretA });
    const [key] = await store.keys.list();
    const failing = server.reload({
      ...base,
      secret: [secretB, secretA],
      signing: { algorithms: ['ES256', 'PS256'] },
      users: [{ subject: '1', username: 'alice' }],
      services: {
        discoveryResponseGenerator: () => {
          throw new Error('the disk of the generator is full');
        },
      },
    });
    await expect(failing).rejects.toThrow('the disk of the generator is full');
    expect(await store.keys.list()).toEqual([key]);
    expect(await store.users.findBySubject('1')).toBeUndefined();
    expect(await token(server, 'first')).toBe('a token');
  });

  it('takes a new master secret beside the old one, and refuses one without it', async () => {
    const store = createMemoryStore();
    const server = await start({ store, secret: secretA });
    const [key] = await store.keys.list();
    expect((await problemsOf(server.reload({ ...base, secret: secretB }))).map(({ path }) => path)).toEqual(['secret']);
    await server.reload({ ...base, secret: [secretB, secretA] });
    const [sealedAnew] = await store.keys.list();
    expect(sealedAnew!.keyId).toBe(key!.keyId);
    expect(sealedAnew!.sealedPrivateKey).not.toEqual(key!.sealedPrivateKey);
    await server.reload({ ...base, secret: secretB });
    expect(server.services.keyRing.list().map(({ keyId, state }) => [keyId, state])).toEqual([[key!.keyId, 'signing']]);
  });

  it('that loses one of several keys is refused, though another can be opened', async () => {
    const store = createMemoryStore();
    const server = await start({ store, secret: [secretA], signing: { algorithms: ['ES256'] } });
    const [lost] = await store.keys.list();
    const other = await start({ store, secret: [secretB, secretA], signing: { algorithms: ['PS256', 'ES256'] } });
    await store.keys.reseal(lost!.keyId, lost!.sealedPrivateKey);
    const [problem] = await problemsOf(other.reload({ ...base, secret: secretB, signing: { algorithms: ['PS256'] } }));
    expect(problem!.path).toBe('secret');
    expect(problem!.message).toContain(`does not open signing key ${lost!.keyId}`);
    expect(await token(server, 'first')).toBe('a token');
  });

  it('while the store is away is refused, and works once it is back', async () => {
    let isAway = false;
    const store = wrapStore(createMemoryStore(), async (_name, call) => {
      if (isAway) throw new StoreUnavailableError('the store is away');
      return call();
    });
    const server = await start({ store });
    isAway = true;
    await expect(server.reload({ ...base, clients: [machine('second')] })).rejects.toThrow('the store is away');
    expect(await token(server, 'first')).toBe('a token');
    isAway = false;
    await server.reload({ ...base, clients: [machine('second')] });
    expect(await token(server, 'second')).toBe('a token');
  });

  it('waits for no request, and lets each end as it began', async () => {
    const asked = gate();
    const answer = gate();
    const server = await start({
      customTokenRequestValidator: {
        async validate() {
          asked.open();
          await answer.opened;
          return undefined;
        },
      },
    });
    const begun = token(server, 'first');
    await asked.opened;
    await server.reload({ ...base, clients: [machine('second')] });
    expect(await token(server, 'first')).toBe('invalid_client');
    answer.open();
    expect(await begun).toBe('a token');
  });

  it('goes on telling those who listen to its events', async () => {
    const heard: string[] = [];
    const configured: string[] = [];
    const onEvent = ({ type }: ServerEvent) => configured.push(type);
    const server = await start({ onEvent });
    server.services.events.listen(({ type }) => heard.push(type));
    await server.reload({ ...base, onEvent });
    await server.reload({ ...base });
    await token(server, 'first');
    expect({ heard, configured }).toEqual({ heard: ['TokenIssued'], configured: [] });
  });

  it('asks `reloadFrom` where no configuration is given, once for all who wait', async () => {
    let read = 0;
    const reloadFrom = () => {
      read += 1;
      return { ...base, reloadFrom, clients: [machine(`client-${read}`)] };
    };
    const server = await start({ reloadFrom });
    await Promise.all([server.reload(), server.reload(), server.reload()]);
    expect(read).toBe(1);
    await server.reload();
    expect(await token(server, 'client-2')).toBe('a token');
    await server.reload(base);
    expect(await problemsOf(server.reload())).toEqual([
      {
        path: 'reloadFrom',
        message:
          'is not given: nobody knows where the configuration comes from. Give it, or call server.reload(options)',
      },
    ]);
  });

  it('follows another one: of several the last wins, whatever became of those before', async () => {
    const server = await start();
    const outcomes = await Promise.allSettled([
      server.reload({ ...base, clients: [machine('second')] }),
      server.reload({ ...base, issuer: 'https://id.example.com' }),
      server.reload({ ...base, clients: [machine('third')] }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await token(server, 'second')).toBe('invalid_client');
    expect(await token(server, 'third')).toBe('a token');
  });

  it('is refused once the server stops, also one that has begun', async () => {
    const reading = gate();
    const file = gate();
    const server = await createServer({
      ...base,
      async reloadFrom() {
        reading.open();
        await file.opened;
        return base;
      },
    });
    const stopping = [{ path: '', message: 'the server is stopping' }];
    const begun = problemsOf(server.reload());
    await reading.opened;
    const waiting = problemsOf(server.reload(base));
    const closed = server.close();
    file.open();
    expect(await begun).toEqual(stopping);
    expect(await waiting).toEqual(stopping);
    await closed;
    expect(await problemsOf(server.reload(base))).toEqual(stopping);
  });

  it('that never gets anywhere is given up after half a minute, and the next one has its turn', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const server = await start({ reloadFrom: () => new Promise(() => {}) });
    const never = problemsOf(server.reload());
    const next = server.reload({ ...base, clients: [machine('second')] });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await never).toEqual([{ path: '', message: 'is not ready after 30 seconds: something in it never ends' }]);
    await next;
    expect(await token(server, 'second')).toBe('a token');
  });
});
