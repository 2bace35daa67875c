import { describe, expect, it } from 'vitest';
import { type Store, StoreUnavailableError } from '../../src/stores/contracts.ts';
import { wrapStore } from '../../src/stores/wrap-store.ts';
import { administered } from '../support/administered.ts';
import { Browser } from '../support/browser.ts';

/** A store that is away for calls of these names. */
function interruptible() {
  const away = new Set<string>();
  const around = (store: Store) =>
    wrapStore(store, (name, call) => {
      if (away.has(name)) throw new StoreUnavailableError('the store is away');
      return call();
    });
  return { away, around };
}

describe.each(['SQLite', 'PostgreSQL'] as const)('a store that goes in the middle, on %s', (kind) => {
  it.for([
    ['grants.end', 'PATCH', '/users/1', { enabled: false }],
    ['grants.revoke', 'PATCH', '/users/1', { enabled: false }],
    ['grants.revoke', 'PUT', '/users/1/password', { password: 'looking-glass' }],
    ['grants.page', 'POST', '/users/1/sign-out', undefined],
    ['grants.revoke', 'POST', '/users/1/sign-out', undefined],
    ['users.remove', 'DELETE', '/users/1', undefined],
    ['grants.revoke', 'DELETE', '/users/1', undefined],
    ['grants.revoke', 'POST', '/grants/revoke', { client: 'web' }],
  ] as const)('without %s: %s %s is answered 503, and done whole when it is asked again', async ([
    gone,
    method,
    path,
    body,
  ], context) => {
    const { away, around } = interruptible();
    const { ask, tokensIn, fateOf } = await administered(kind, context, { around });
    const tokens = await tokensIn(new Browser());
    away.add(gone);
    const cut = await ask(method, path, body);
    expect([cut.status, cut.headers.get('content-type'), cut.json.type]).toEqual([
      503,
      'application/problem+json',
      'urn:mintmark:problem:unavailable',
    ]);
    away.clear();
    const again = await ask(method, path, body);
    expect([200, 204, 404]).toContain(again.status);
    expect(await fateOf(tokens)).toEqual([false, false, 400]);
  });

  it('changes nothing of a user whose change could not be written', async (context) => {
    const { away, around } = interruptible();
    const { ask, tokensIn, fateOf } = await administered(kind, context, { around });
    const tokens = await tokensIn(new Browser());
    const before = (await ask('GET', '/users/1')).json;
    for (const name of ['users.change', 'users.update']) away.add(name);
    expect((await ask('PATCH', '/users/1', { enabled: false, username: 'x' })).status).toBe(503);
    expect((await ask('PUT', '/users/1/password', { password: 'looking-glass' })).status).toBe(503);
    away.clear();
    expect((await ask('GET', '/users/1')).json).toEqual(before);
    expect(await fateOf(tokens)).toEqual([true, true, 200]);
  });
});
