import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SigningSettings } from '../model/settings.ts';
import {
  type KeyPlan,
  planKeys,
  plannedRotation,
  publishedKeysAt,
  type ScheduledKey,
  signingKeyAt,
} from './key-schedule.ts';

const settings: SigningSettings = {
  algorithms: ['ES256'],
  rotationInterval: 1000,
  propagationTime: 100,
  retentionDuration: 200,
};
const nothing: KeyPlan = { create: [], change: [], remove: [] };

function key(keyId: string, activeAt: number, more: Partial<ScheduledKey> = {}): ScheduledKey {
  const instants = { activeAt, retiringAt: activeAt + 1000, retiredAt: activeAt + 1200 };
  return { keyId, algorithm: 'ES256', createdAt: activeAt, ...instants, usable: true, ...more };
}

describe('planKeys', () => {
  it('makes the first key sign at once', () => {
    const { create } = planKeys([], 50, settings);
    expect(create.map(({ createdAt, instants }) => ({ createdAt, instants }))).toEqual([
      { createdAt: 50, instants: { activeAt: 50, retiringAt: 1050, retiredAt: 1250 } },
    ]);
  });

  it('makes one first key for every configured algorithm, and for one that is repeated once', () => {
    const plan = planKeys([], 50, { ...settings, algorithms: ['ES256', 'RS256', 'ES256'] });
    expect(plan.create.map(({ algorithm }) => algorithm)).toEqual(['ES256', 'RS256']);
  });

  it('does nothing until the propagation time before the key retires', () => {
    expect(planKeys([key('a', 0)], 899, settings)).toEqual(nothing);
  });

  it('announces the successor from then on, to sign when the key retires', () => {
    expect(planKeys([key('a', 0)], 900, settings).create[0]?.instants).toEqual({
      activeAt: 1000,
      retiringAt: 2000,
      retiredAt: 2200,
    });
    expect(planKeys([key('a', 0), key('b', 1000, { createdAt: 900 })], 901, settings)).toEqual(nothing);
  });

  it('lets the old key sign on when the successor comes late, so that it is known before it signs', () => {
    const late = planKeys([key('a', 0)], 980, settings);
    expect(late.create[0]?.instants.activeAt).toBe(1080);
    expect(planKeys([key('a', 0), key('b', 1080)], 980, settings).change).toEqual([
      { keyId: 'a', instants: { activeAt: 0, retiringAt: 1080, retiredAt: 1280 } },
    ]);
  });

  it('goes on with a retiring key after an outage, while it is published', () => {
    const keys = [key('a', 0)];
    expect(signingKeyAt(keys, 1100)?.keyId).toBe('a');
    expect(planKeys(keys, 1100, settings).create[0]?.instants.activeAt).toBe(1200);
    expect(planKeys([...keys, key('b', 1200)], 1100, settings).change[0]?.instants.retiringAt).toBe(1200);
  });

  it('starts anew when every key is past publishing, and removes the old ones', () => {
    const plan = planKeys([key('a', 0)], 1200, settings);
    expect(plan.create[0]?.instants.activeAt).toBe(1200);
    expect(plan.remove).toEqual(['a']);
  });

  it('activates the announced key at once when the signing one was taken away', () => {
    const keys = [key('a', 0, { retiringAt: 950, retiredAt: 950 }), key('b', 1000)];
    expect(planKeys(keys, 950, settings)).toEqual({
      create: [],
      change: [{ keyId: 'b', instants: { activeAt: 950, retiringAt: 2000, retiredAt: 2200 } }],
      remove: ['a'],
    });
  });

  it('makes a key of its own where it can open none, and publishes none of the others', () => {
    const keys = [key('a', 0, { usable: false })];
    expect(planKeys(keys, 10, settings).create[0]?.instants.activeAt).toBe(10);
    expect(publishedKeysAt(keys, 10)).toEqual([]);
  });

  it('leaves keys of an algorithm that is not configured any more until they are past publishing', () => {
    const keys = [key('a', 0), key('r', 0, { algorithm: 'RS256' })];
    expect(planKeys(keys, 950, { ...settings, algorithms: ['ES256'] }).create.length).toBe(1);
    expect(planKeys([key('b', 900), key('r', 0, { algorithm: 'RS256' })], 1200, settings).remove).toEqual(['r']);
  });

  it('chooses the same slot on every node that sees the same keys, and another after each new key', () => {
    const one = planKeys([key('a', 0), key('b', 0)], 950, settings).create[0]?.slot;
    const two = planKeys([key('b', 0), key('a', 0)], 951, settings).create[0]?.slot;
    const three = planKeys([key('a', 0), key('b', 0), key('c', 0)], 951, settings).create[0]?.slot;
    expect(two).toBe(one);
    expect(three).not.toBe(one);
  });

  it('keeps a key at least as long as its successor has to be announced', () => {
    const hasty = { ...settings, rotationInterval: 1 };
    expect(planKeys([], 0, hasty).create[0]?.instants).toEqual({ activeAt: 0, retiringAt: 100, retiredAt: 300 });
  });

  it('announces a rotation on demand for the propagation time', () => {
    expect(plannedRotation([key('a', 0)], 'ES256', 500, settings).instants).toEqual({
      activeAt: 600,
      retiringAt: 1600,
      retiredAt: 1800,
    });
  });
});

describe('over any life of a server', () => {
  /** The store and the nodes in front of it, reduced to what the schedule sees. */
  function settle(keys: readonly ScheduledKey[], now: number, using: SigningSettings): readonly ScheduledKey[] {
    let present = keys;
    for (let round = 0; round < 6; round += 1) {
      const plan = planKeys(present, now, using);
      if (plan.create.length + plan.change.length + plan.remove.length === 0) return present;
      const moved = present.map((one) => ({
        ...one,
        ...plan.change.find(({ keyId }) => keyId === one.keyId)?.instants,
      }));
      const made = plan.create.map(({ algorithm, slot, createdAt, instants }) => {
        return { keyId: `${slot}@${createdAt}`, algorithm, createdAt, ...instants, usable: true };
      });
      present = [...moved, ...made].filter(({ keyId }) => !plan.remove.includes(keyId));
    }
    throw new Error('the schedule does not come to rest');
  }

  const life = fc.record({
    rotationInterval: fc.integer({ min: 1, max: 400 }),
    propagationTime: fc.integer({ min: 1, max: 120 }),
    extraRetention: fc.integer({ min: 0, max: 120 }),
    // Pauses between refreshes; a longer one than the propagation time means that no node was up and nothing was signed.
    pauses: fc.array(
      fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 60 }) }, fc.integer({ min: 1, max: 2000 })),
      {
        minLength: 1,
        maxLength: 60,
      },
    ),
  });

  it('exactly one key of an algorithm signs, its tokens verify until they expire, and caches know it', () => {
    fc.assert(
      fc.property(life, ({ rotationInterval, propagationTime, extraRetention, pauses }) => {
        const retentionDuration = propagationTime + extraRetention;
        const using = { algorithms: ['ES256', 'RS256'], rotationInterval, propagationTime, retentionDuration };
        let keys: readonly ScheduledKey[] = [];
        let now = 1_000_000;
        const published: { at: number; keyIds: readonly string[] }[] = [];
        const tokens: { keyId: string; expiresAt: number }[] = [];
        const look = (at: number) => {
          const keyIds = publishedKeysAt(keys, at).map(({ keyId }) => keyId);
          published.push({ at, keyIds });
          for (const token of tokens) if (at < token.expiresAt) expect(keyIds).toContain(token.keyId);
          for (const algorithm of using.algorithms) {
            const candidates = keys.filter((one) => one.algorithm === algorithm);
            const signing = signingKeyAt(candidates, at);
            expect(signing).toBeDefined();
            // Whoever fetched the JWKS less than the propagation time ago has the key that signs now.
            for (const cached of published) {
              if (at - cached.at < propagationTime) expect(cached.keyIds).toContain(signing!.keyId);
            }
            tokens.push({ keyId: signing!.keyId, expiresAt: at + retentionDuration });
          }
        };
        for (const pause of pauses) {
          keys = settle(keys, now, using);
          // One active key signs right after a refresh: the rules for want of one are not needed then.
          for (const algorithm of using.algorithms) {
            const signing = signingKeyAt(
              keys.filter((one) => one.algorithm === algorithm),
              now,
            )!;
            expect(signing.activeAt <= now && now < signing.retiringAt).toBe(true);
          }
          expect(keys.length).toBeLessThanOrEqual(2 * (4 + Math.ceil(retentionDuration / propagationTime)));
          look(now);
          if (pause <= propagationTime) {
            look(now + Math.floor(pause / 2));
            look(now + pause);
          }
          now += pause;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('two nodes that look at different moments and keys agree on the signing key', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 99 }), (at, apart) => {
        const keys = settle(settle([], 0, settings), 0, settings);
        const seenByOne = settle(keys, Math.min(at, 1150), settings);
        const now = Math.min(at, 1150) + apart;
        const seenByTwo = settle(seenByOne, now, settings);
        expect(signingKeyAt(seenByTwo, now)?.keyId).toBe(signingKeyAt(seenByOne, now)?.keyId);
      }),
    );
  });
});
