import { describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../src/server/options.ts';
import { createServer } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { administered } from '../support/administered.ts';
import { Browser } from '../support/browser.ts';
import { newStore } from '../support/stores.ts';

interface Entry {
  readonly type: string;
  readonly subject?: string;
  readonly clientId?: string;
  readonly by?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

describe.each(['SQLite', 'PostgreSQL'] as const)('the audit log, on %s', (kind) => {
  it('tells who did what, with before and after, by user, client, type, time and administrator; and no secret', async (context) => {
    const { ask, tokensIn, server, clock } = await administered(kind, context);
    const entries = async (query: string): Promise<readonly Entry[]> => {
      await server.services.auditTrail!.flush();
      return (await ask('GET', `/audit?${query}`)).json.items;
    };
    const begun = clock.now();
    const tokens = await tokensIn(new Browser());
    clock.advance(10);
    await ask('PATCH', '/users/1', { claims: { name: 'Alicia' } });
    await ask('PUT', '/users/1/password', { password: 'looking-glass-1871' });

    const changes = await entries('type=AdminChange');
    expect(changes).toMatchObject([
      {
        subject: '1',
        by: 'operator',
        facts: { action: 'user.password', caller: { clientId: 'operator', via: 'api' } },
      },
      {
        subject: '1',
        by: 'operator',
        facts: {
          action: 'user.change',
          target: { kind: 'user', id: '1' },
          before: { claims: { name: 'Alice' } },
          after: { claims: { name: 'Alicia' } },
          outcome: 'success',
          address: '127.0.0.1',
          requestId: expect.stringMatching(/^\S{16,}$/),
        },
      },
    ]);
    const types = async (query: string) => (await entries(query)).map(({ type }) => type);
    expect(await types('subject=1')).toEqual([
      'GrantsRevoked',
      'AdminChange',
      'AdminChange',
      'AuthorizationIssued',
      'UserSignedIn',
    ]);
    expect(await types(`subject=1&until=${begun}`)).toEqual(['AuthorizationIssued', 'UserSignedIn']);
    expect(await types(`subject=1&from=${begun + 10}&type=GrantsRevoked,UserSignedIn`)).toEqual(['GrantsRevoked']);
    expect(await types('client=web')).toEqual(['AuthorizationIssued']);
    expect(await types('by=operator&limit=1')).toEqual(['AdminChange']);
    expect(await types('by=nobody')).toEqual([]);

    const paged: string[] = [];
    for (let next = ''; ; ) {
      const { json } = await ask('GET', `/audit?subject=1&limit=2${next}`);
      paged.push(...json.items.map(({ type }: Entry) => type));
      if (json.next === undefined) break;
      next = `&after=${json.next}`;
    }
    expect(paged).toEqual(await types('subject=1'));

    const everything = JSON.stringify(await entries('limit=200'));
    const secrets = [
      'looking-glass-1871',
      'wonderland',
      tokens['access_token']!,
      tokens['refresh_token']!,
      '$argon2id',
    ];
    for (const secret of secrets) expect(everything).not.toContain(secret);
  });

  it('is written before the store is closed, and swept after its retention', async (context) => {
    const store = await newStore(kind, context);
    const { ask, server, clock } = await administered(kind, context, {
      around: () => store,
      admin: { audit: { retention: 3600 } },
    });
    await ask('PATCH', '/users/1', { claims: { a: 1 } });
    await server.close();
    expect(await store.audit.list({ types: ['AdminChange'] }, { limit: 10 })).toMatchObject([{ subjectId: '1' }]);
    await store.sweep(clock.now() + 3599, 100);
    expect(await store.audit.list({}, { limit: 10 })).not.toEqual([]);
    await store.sweep(clock.now() + 3600, 100);
    expect(await store.audit.list({}, { limit: 10 })).toEqual([]);
  });
});

describe('the audit log', () => {
  it('takes no wrong query', async (context) => {
    const { ask } = await administered('memory', context);
    for (const query of [
      'from=x',
      'until=-1',
      'type=a,,b',
      'type=%00',
      'limit=0',
      'limit=201',
      'other=1',
      'from=1e99',
    ]) {
      const refused = await ask('GET', `/audit?${query}`);
      expect([query, refused.status, refused.json.type]).toEqual([query, 400, 'urn:mintmark:problem:invalid']);
    }
    expect((await ask('GET', '/audit?after=zzz&subject=%27%20OR%201')).json).toEqual({ items: [] });
  });

  it('costs nothing while it is off: nobody listens, nothing is written', async (context) => {
    const { ask, server, store } = await administered('memory', context, { admin: { audit: { store: 'off' } } });
    await ask('PATCH', '/users/1', { claims: { a: 1 } });
    expect(server.services.auditTrail).toBeUndefined();
    await server.close();
    expect(await store.audit.list({}, { limit: 10 })).toEqual([]);
  });

  it('holds up no answer while the store does not take it', async (context) => {
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const { ask, server } = await administered('memory', context, {
      around: (store) => ({ ...store, audit: { list: store.audit.list.bind(store.audit), append: () => taken } }),
    });
    const flushed = server.services.auditTrail!.flush();
    expect((await ask('PATCH', '/users/1', { claims: { a: 1 } })).status).toBe(200);
    expect((await ask('GET', '/audit')).json).toEqual({ items: [] });
    take();
    await flushed;
  });

  it('goes on over a reload: each event once, as much as the new configuration says', async ({ onTestFinished }) => {
    const store = createMemoryStore();
    const options = {
      mode: 'dev',
      issuer: 'http://localhost:9400',
      listen: { adminPort: 9401 },
      signing: { algorithms: ['ES256'] },
      store,
    } satisfies ServerOptions;
    const server = await createServer(options);
    onTestFinished(() => server.close());
    const signOut = (subjectId: string) =>
      server.services.events.raise({ type: 'UserSignedOut', subjectId, sessionId: 's' }, undefined);
    signOut('1');
    await server.reload({ ...options, acrValues: ['urn:example:acr'] });
    signOut('2');
    await server.reload({ ...options, admin: { audit: { store: 'changes' } } });
    signOut('3');
    server.services.events.raise({ type: 'UserRemoved', subjectId: '4', by: 'operator' }, undefined);
    await server.close();
    const kept = await store.audit.list({}, { limit: 100 });
    expect(kept.map(({ subjectId }) => subjectId)).toEqual(['4', '2', '1']);
  });

  it('counts users, clients by origin, sessions and grants', async (context) => {
    const { ask, tokensIn, server, store } = await administered('SQLite', context);
    await tokensIn(new Browser());
    await store.clients.insert({ ...server.settings.clients[0]!, clientId: 'stored' });
    expect((await ask('GET', '/counts')).json).toEqual({
      users: { count: 2, isComplete: true },
      clients: { configuration: 3, store: 1, registered: 0, document: 0 },
      sessions: { count: 1, isComplete: true },
      grants: {
        counts: {
          refresh_token: 1,
          reference_token: 0,
          authorization_code: 0,
          device_code: 0,
          ciba: 0,
          consent: 0,
        },
        isComplete: true,
      },
    });
  });
});
