import { expect } from 'vitest';
import { type Changes, type Completed, complete, type Variant } from '../support/flow.ts';
import type { Provider } from '../support/provider.ts';
import type { Modules } from './module.ts';

interface Twice {
  readonly first: Completed;
  readonly second: Completed;
}

/** Two requests of one browser, the second one some time later. */
async function twice(
  provider: Provider,
  variant: Variant,
  seconds: number,
  changes: (first: Completed) => Changes,
  firstChanges: Changes = {},
): Promise<Twice> {
  const agent = provider.browser();
  const first = await complete(provider, variant, agent, firstChanges);
  expect(first.asked).toEqual(['login']);
  provider.server.clock.advance(seconds);
  return { first, second: await complete(provider, variant, agent, changes(first)) };
}

function expectSameSignIn({ first, second }: Twice): void {
  expect(second.asked).toEqual([]);
  expect(first.claims.auth_time).toBeTypeOf('number');
  expect(second.claims.auth_time).toBe(first.claims.auth_time);
  expect(second.claims.sub).toBe(first.claims.sub);
}

function expectNewSignIn(provider: Provider, { first, second }: Twice): void {
  expect(second.asked).toEqual(['login']);
  expect(second.claims.auth_time).toBeGreaterThan(first.claims.auth_time as number);
  expect(second.claims.auth_time).toBe(provider.server.clock.now());
  expect(second.claims.sub).toBe(first.claims.sub);
}

/** Modules that are about a browser that comes back. */
export const sessionModules: Modules = {
  'oidcc-prompt-login': async (provider, variant) =>
    expectNewSignIn(provider, await twice(provider, variant, 2, () => ({ prompt: 'login' }))),

  'oidcc-prompt-none-logged-in': async (provider, variant) =>
    expectSameSignIn(await twice(provider, variant, 2, () => ({ prompt: 'none' }))),

  'oidcc-max-age-1': async (provider, variant) =>
    expectNewSignIn(provider, await twice(provider, variant, 2, () => ({ max_age: '1' }))),

  'oidcc-max-age-10000': async (provider, variant) =>
    expectSameSignIn(await twice(provider, variant, 2, () => ({ max_age: '10000' }), { max_age: '15000' })),

  'oidcc-id-token-hint': async (provider, variant) =>
    expectSameSignIn(await twice(provider, variant, 2, ({ idToken }) => ({ prompt: 'none', id_token_hint: idToken }))),
};
