import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { detailServer, postAs } from '../support/authorization-details.ts';
import { contextOf, sessionOf } from '../support/decisions.ts';
import { refresh } from '../support/rich-authorization.ts';

type Detail = { readonly type: 'accounts'; readonly actions: readonly string[]; readonly ibans: readonly string[] };

let server: TestServer;
beforeAll(async () => {
  server = await detailServer({ limits: { grantsPerUserAndClient: 100_000 } });
});
afterAll(() => server.close());

const actions = ['list', 'balances', 'transactions'];
const ibans = ['DE01', 'DE02', 'DE03'];
const detail = fc.record({
  type: fc.constant('accounts' as const),
  actions: fc.subarray(actions, { minLength: 1 }),
  ibans: fc.subarray(ibans),
});
const details = fc.array(detail, { minLength: 1, maxLength: 3 });
/** What a request asks for: nothing, anything, or a part of what was granted, by bits. */
const step = fc.oneof(fc.constant(undefined), details, fc.array(fc.nat(63), { minLength: 1, maxLength: 3 }));

function asked(what: Detail[] | number[] | undefined, granted: readonly Detail[]): readonly Detail[] | undefined {
  if (what === undefined || typeof what[0] !== 'number') return what as readonly Detail[] | undefined;
  const has = (bits: number, bit: number) => (bits & (1 << bit)) !== 0;
  return granted.slice(0, what.length).map((one, index) => {
    const bits = what[index] as number;
    const left = one.actions.filter((_, bit) => has(bits, bit));
    return {
      ...one,
      actions: left.length === 0 ? one.actions : left,
      ibans: one.ibans.filter((_, bit) => has(bits, bit + 3)),
    };
  });
}

/** Each right that details give, as often as they give it. */
function rights(all: readonly Detail[]): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const one of all) {
    for (const action of one.actions) {
      for (const iban of one.ibans) {
        const right = `${action} ${iban}`;
        counted.set(right, (counted.get(right) ?? 0) + 1);
      }
    }
  }
  return counted;
}

function isWithin(narrower: readonly Detail[], wider: readonly Detail[]): boolean {
  const given = rights(wider);
  return (
    narrower.length <= wider.length && [...rights(narrower)].every(([right, count]) => count <= (given.get(right) ?? 0))
  );
}

/** Tokens of a grant of exactly these details, redeemed with `ask`. */
async function redeemed(granted: readonly Detail[], ask: readonly Detail[] | undefined) {
  const asked = { scope: 'offline_access', authorization_details: JSON.stringify(granted) };
  const { body } = await postAs(server, 'web', '/connect/deviceauthorization', asked);
  const decision = { outcome: 'approved', scopes: ['offline_access'], authorizationDetails: granted } as const;
  const session = await sessionOf(server);
  await server.server.services.deviceInteraction.decide(body.user_code, decision, session, contextOf(server));
  const redemption = {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: body.device_code,
    ...(ask === undefined ? {} : { authorization_details: JSON.stringify(ask) }),
  };
  const answer = await postAs(server, 'web', '/connect/token', redemption);
  if (answer.status === 200) return { answer, refreshed: answer };
  const { authorization_details: _, ...whole } = redemption as Record<string, string>;
  return { answer, refreshed: await postAs(server, 'web', '/connect/token', whole) };
}

it('details only shrink, whatever redemptions and refreshes ask for, and what was granted is never lost (RFC 9396 §6, §6.1)', async () => {
  await fc.assert(
    fc.asyncProperty(details, step, fc.array(step, { maxLength: 6 }), async (granted, first, steps) => {
      const firstAsk = asked(first, granted);
      const { answer, refreshed } = await redeemed(granted, firstAsk);
      check(answer, firstAsk, granted);
      let token: string = refreshed.body.refresh_token;
      for (const what of steps) {
        const ask = asked(what, granted);
        const form = ask === undefined ? {} : { authorization_details: JSON.stringify(ask) };
        const next = await refresh(server, token, form as Record<string, string>);
        check(next, ask, granted);
        if (next.status === 200) token = next.body.refresh_token;
      }
      expect((await refresh(server, token)).body.authorization_details).toEqual(granted);
    }),
    { numRuns: 60 },
  );
  // All of it was tried.
  expect([...outcomes].sort()).toEqual([200, 400, 'narrowed']);
}, 120_000);

const outcomes = new Set<number | string>();

function check(
  { status, body }: { readonly status: number; readonly body: { readonly [name: string]: unknown } },
  ask: readonly Detail[] | undefined,
  granted: readonly Detail[],
): void {
  outcomes.add(status === 200 && ask !== undefined ? 'narrowed' : status);
  if (status !== 200) {
    expect(body.error).toBe('invalid_authorization_details');
    expect(ask).not.toBeUndefined();
    return;
  }
  expect(body.authorization_details).toEqual(ask ?? granted);
  expect(isWithin(body.authorization_details as readonly Detail[], granted)).toBe(true);
}
