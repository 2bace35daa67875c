import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { wrapStore } from '../../src/stores/wrap-store.ts';
import { clients } from '../support/fixture.ts';
import { type InProcess, startInProcess } from '../support/in-process.ts';

const asUser = { grant_type: 'urn:test:grant:as-user', user: 'subject-of-alice', scope: 'orders.write offline_access' };
const slidingLifetime = 60;
const absoluteLifetime = 300;
const family = { slidingRefreshTokenLifetime: slidingLifetime, absoluteRefreshTokenLifetime: absoluteLifetime };
const application = clients.find(({ clientId }) => clientId === 'application')!;
const withWindow = (seconds: number) => ({
  ...application,
  ...family,
  clientId: `window-${seconds}`,
  accessTokenType: 'reference' as const,
  refreshTokenRetryWindow: seconds,
});

/** Lets each call of the grant store wait for `before` and `after` it. */
let gate: (() => Promise<void>) | undefined;
let host: InProcess;
beforeAll(async () => {
  const store = wrapStore(createMemoryStore(), async (name, call) => {
    if (gate === undefined || !name.startsWith('grants.')) return call();
    await gate();
    const result = await call();
    await gate();
    return result;
  });
  host = await startInProcess({ store, clients: [withWindow(0), withWindow(10)] });
});
afterAll(() => host.server.close());

const token = (clientId: string, parameters: Record<string, string>) =>
  host.post('/connect/token', clientId, parameters);
const use = (clientId: string, refresh_token: string) =>
  token(clientId, { grant_type: 'refresh_token', refresh_token });
const revoke = (clientId: string, handle: string) => host.post('/connect/revocation', clientId, { token: handle });
const isActive = async (clientId: string, handle: string) =>
  (await host.post('/connect/introspect', clientId, { token: handle })).body.active as unknown as boolean;

/** Signs in; `live` counts the live refresh tokens of that family. */
async function signIn(clientId: string) {
  const { body } = await token(clientId, asUser);
  const { vault } = host.server.services;
  const stored = await vault.find('refresh_token', body.refresh_token!);
  const { family, subject } = stored!.content;
  const filter = { subjectId: subject!.subjectId, family };
  const live = async () => (await vault.list('refresh_token', filter, host.clock.now(), 100)).length;
  return { accessToken: body.access_token!, refreshToken: body.refresh_token!, live };
}

/** What the contract says of one family, in plain values. */
class Model {
  readonly window: number;
  readonly authorizedAt: number;
  readonly tokens: { readonly handle: string; consumedAt: number | null; readonly expiresAt: number }[] = [];
  readonly accessTokens: string[] = [];
  revoked = false;

  constructor(window: number, now: number) {
    this.window = window;
    this.authorizedAt = now;
  }

  add(handle: string, now: number): void {
    const expiresAt = Math.min(now + slidingLifetime, this.authorizedAt + absoluteLifetime);
    this.tokens.push({ handle, consumedAt: null, expiresAt });
  }

  /** What a use of the token answers; also what it does to the family. */
  use(index: number, now: number): 'rotated' | 'same-successor' | 'refused' {
    const used = this.tokens[index]!;
    const newest = this.tokens.at(-1)!;
    if (this.revoked) return 'refused';
    if (used.consumedAt === null) {
      if (used.expiresAt <= now) return 'refused';
      used.consumedAt = now;
      return 'rotated';
    }
    if (this.window > 0 && now - used.consumedAt <= this.window) {
      return newest.expiresAt <= now ? 'refused' : 'same-successor';
    }
    this.revoked = true;
    return 'refused';
  }

  live(now: number): number {
    return this.revoked || this.tokens.at(-1)!.expiresAt <= now ? 0 : 1;
  }
}

type Step =
  | { readonly do: 'use-newest' }
  | { readonly do: 'use-older'; readonly back: number }
  | { readonly do: 'revoke'; readonly back: number }
  | { readonly do: 'wait'; readonly seconds: number };

const back = fc.integer({ min: 1, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ do: 'use-newest' } as const) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('use-older' as const), back }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), back }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 5, 9, 10, 11, 30, 59, 60) }),
  },
);

describe('a refresh family (CONTRACT §7.2)', () => {
  it.each([
    0, 10,
  ])('with a window of %i s does what the contract says after any sequence of uses, retries, replays, revocations and waits', async (window) => {
    const clientId = `window-${window}`;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const { clock } = host;
        const first = await signIn(clientId);
        const model = new Model(window, clock.now());
        model.add(first.refreshToken, clock.now());
        model.accessTokens.push(first.accessToken);
        const at = (n: number) => Math.max(0, model.tokens.length - 1 - n);
        for (const one of steps) {
          if (one.do === 'wait') clock.advance(one.seconds);
          else if (one.do === 'revoke') {
            const answer = await revoke(clientId, model.tokens[at(one.back)]!.handle);
            expect(answer.status).toBe(200);
            model.revoked = true;
          } else {
            const index = one.do === 'use-newest' ? at(0) : at(one.back);
            const expected = model.use(index, clock.now());
            const { status, body } = await use(clientId, model.tokens[index]!.handle);
            expect(status).toBe(expected === 'refused' ? 400 : 200);
            if (expected === 'refused') expect(body.error).toBe('invalid_grant');
            if (expected === 'same-successor') expect(body.refresh_token).toBe(model.tokens.at(-1)!.handle);
            if (expected === 'rotated') {
              expect(model.tokens.map(({ handle }) => handle)).not.toContain(body.refresh_token);
              model.add(body.refresh_token!, clock.now());
            }
            if (body.access_token !== undefined) model.accessTokens.push(body.access_token);
          }
          expect(await first.live()).toBe(model.live(clock.now()));
        }
        for (const accessToken of model.accessTokens) {
          expect(await isActive(clientId, accessToken)).toBe(!model.revoked);
        }
      }),
      { numRuns: 120 },
    );
  });

  /** What happens at once: uses of the newest and of older tokens, and perhaps a revocation. */
  const together = fc.array(
    fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }) }),
    { minLength: 2, maxLength: 5 },
  );

  it('loses no session and has one live token, however parallel uses within the window interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(together, { minLength: 1, maxLength: 4 }),
        fc.scheduler(),
        async (rounds, scheduler) => {
          const first = await signIn('window-10');
          const received = [first.refreshToken];
          for (const round of rounds) {
            gate = () => scheduler.schedule(Promise.resolve());
            const answers = Promise.all(
              round.map((older) => use('window-10', received[Math.max(0, received.length - 1 - older)]!)),
            );
            await scheduler.waitFor(answers);
            gate = undefined;
            for (const { status, body } of await answers) {
              expect(status).toBe(200);
              if (!received.includes(body.refresh_token!)) received.push(body.refresh_token!);
            }
            expect(await first.live()).toBe(1);
          }
          // Whoever holds any of the tokens that were received goes on.
          for (const handle of received) expect((await use('window-10', handle)).status).toBe(200);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('with a window of 0 lets one of any parallel uses through, and kills the family when there were several', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 6 }), fc.scheduler(), async (count, scheduler) => {
        const first = await signIn('window-0');
        gate = () => scheduler.schedule(Promise.resolve());
        const answers = Promise.all(Array.from({ length: count }, () => use('window-0', first.refreshToken)));
        await scheduler.waitFor(answers);
        gate = undefined;
        const winners = (await answers).filter(({ status }) => status === 200);
        expect(winners).toHaveLength(1);
        expect(await first.live()).toBe(0);
        expect(await isActive('window-0', winners[0]!.body.access_token!)).toBe(false);
        expect(await isActive('window-0', first.accessToken)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('once revoked stays dead, however the revocation interleaves with uses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.scheduler(), async (count, scheduler) => {
        const first = await signIn('window-10');
        const handle = first.refreshToken;
        gate = () => scheduler.schedule(Promise.resolve());
        const uses = Array.from({ length: count }, () => use('window-10', handle));
        const all = Promise.all([...uses, revoke('window-10', handle)]);
        await scheduler.waitFor(all);
        gate = undefined;
        const firstTokens = { access_token: first.accessToken, refresh_token: handle };
        const tokens = (await all).flatMap(({ body }) => (body.access_token === undefined ? [] : [body]));
        for (const { access_token, refresh_token } of [firstTokens, ...tokens]) {
          expect(await isActive('window-10', access_token!)).toBe(false);
          expect((await use('window-10', refresh_token!)).body.error).toBe('invalid_grant');
        }
        expect(await first.live()).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
