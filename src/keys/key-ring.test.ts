import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SigningSettings } from '../model/settings.ts';
import { MemoryKeyStore } from '../stores/memory/memory-key-store.ts';
import { randomHandle } from './digest.ts';
import { KeyRing } from './key-ring.ts';
import { NoSigningKeyError } from './no-signing-key-error.ts';
import { createSealer } from './sealer.ts';

const start = 1_800_000_000;
const settings: SigningSettings = {
  algorithms: ['ES256'],
  rotationInterval: 1000,
  propagationTime: 100,
  retentionDuration: 200,
};

function house(more: Partial<SigningSettings> = {}) {
  const store = new MemoryKeyStore();
  const secret = randomHandle();
  const time = { now: start };
  const warnings: string[] = [];
  const ring = (secrets: readonly string[] = [secret]) =>
    new KeyRing({
      store,
      sealer: createSealer(secrets),
      clock: { now: () => time.now },
      settings: { ...settings, ...more },
      warn: (message) => warnings.push(message),
    });
  return { store, secret, time, warnings, ring };
}

async function started(ring: KeyRing): Promise<KeyRing> {
  await ring.start({ timer: false });
  return ring;
}

describe('a key ring', () => {
  it('creates the first keys, which sign at once, and finds the same ones after a restart', async () => {
    const { ring } = house({ algorithms: ['ES256', 'RS256'] });
    const one = await started(ring());
    const two = await started(ring());
    expect(one.signingKey().algorithm).toBe('ES256');
    expect(two.signingKey().keyId).toBe(one.signingKey().keyId);
    expect(one.algorithms()).toEqual(['ES256', 'RS256']);
  });

  it('takes the first configured algorithm that is allowed, whatever the order of the list', async () => {
    const { ring } = house({ algorithms: ['ES256', 'EdDSA'] });
    const keys = await started(ring());
    expect(keys.signingKey(['EdDSA']).algorithm).toBe('EdDSA');
    expect(keys.signingKey(['EdDSA', 'ES256']).algorithm).toBe('ES256');
    expect(() => keys.signingKey(['PS256'])).toThrow(NoSigningKeyError);
    expect(() => keys.signingKey(['none'])).toThrow('No signing key for none.');
  });

  it('signs with nothing before it was started', () => {
    expect(() => house().ring().signingKey()).toThrow(NoSigningKeyError);
  });

  it('agrees with other nodes that start at the same moment: one key, not three', async () => {
    const { ring, store } = house();
    const rings = await Promise.all([started(ring()), started(ring()), started(ring())]);
    expect((await store.list()).length).toBe(1);
    expect(new Set(rings.map((one) => one.signingKey().keyId)).size).toBe(1);
  });

  it('announces the successor before it signs, signs with it at the turn, and drops the old key after retention', async () => {
    const { ring, time } = house();
    const keys = await started(ring());
    const first = keys.signingKey().keyId;
    time.now = start + 900;
    await keys.refresh();
    const second = keys
      .jwks()
      .keys.map((key) => key.kid)
      .find((keyId) => keyId !== first)!;
    expect(keys.jwks().keys.length).toBe(2);
    expect(keys.signingKey().keyId).toBe(first);
    time.now = start + 999;
    expect(keys.signingKey().keyId).toBe(first);
    // No refresh is needed for the turn itself.
    time.now = start + 1000;
    expect(keys.signingKey().keyId).toBe(second);
    expect(keys.publicKey(first)?.keyId).toBe(first);
    time.now = start + 1200;
    expect(keys.publicKey(first)).toBeUndefined();
    expect(keys.jwks().keys.map((key) => key.kid)).toEqual([second]);
    await keys.refresh();
    expect(keys.list().map(({ keyId, state }) => [keyId, state])).toEqual([[second, 'signing']]);
  });

  it('publishes public members only, as text that stays the same object until the keys change (RFC 7517 §5)', async () => {
    const { ring, time } = house({ algorithms: ['ES256', 'RS256'] });
    const keys = await started(ring());
    const jwks = keys.jwks();
    expect(JSON.parse(jwks.body)).toEqual({ keys: jwks.keys });
    expect(jwks.keys.map((key) => Object.keys(key).sort().join()).sort()).toEqual([
      'alg,crv,kid,kty,use,x,y',
      'alg,e,kid,kty,n,use',
    ]);
    expect(jwks.etag).toMatch(/^"[\w-]{43}"$/);
    await keys.refresh();
    expect(keys.jwks()).toBe(jwks);
    time.now = start + 900;
    await keys.refresh();
    expect(keys.jwks().etag).not.toBe(jwks.etag);
  });

  it('looks into the store for a key id it does not know, but not again within ten seconds', async () => {
    const { ring, time } = house();
    const one = await started(ring());
    const two = await started(ring());
    expect(await one.findPublicKey('made-up')).toBeUndefined();
    await two.rotateNow();
    const announced = two.list().find(({ state }) => state === 'announced')!.keyId;
    expect(await one.findPublicKey(announced)).toBeUndefined();
    time.now += 10;
    expect((await one.findPublicKey(announced))?.keyId).toBe(announced);
  });

  it('rotates on demand: announced now, signing after the propagation time, once however often it is asked', async () => {
    const { ring, time } = house();
    const keys = await started(ring());
    const first = keys.signingKey().keyId;
    time.now = start + 10;
    await keys.rotateNow();
    await keys.rotateNow('ES256');
    expect(keys.list().map(({ state, activeAt, retiringAt }) => [state, activeAt, retiringAt])).toEqual([
      ['signing', start, start + 110],
      ['announced', start + 110, start + 1110],
    ]);
    time.now = start + 110;
    expect(keys.signingKey().keyId).not.toBe(first);
    await expect(keys.rotateNow('PS256')).rejects.toThrow(NoSigningKeyError);
  });

  it('retires a leaked key at once: it is not published, and a new one signs', async () => {
    const { ring } = house();
    const keys = await started(ring());
    const leaked = keys.signingKey().keyId;
    expect(await keys.retire(leaked)).toBe(true);
    expect(keys.signingKey().keyId).not.toBe(leaked);
    expect(keys.publicKey(leaked)).toBeUndefined();
    expect(keys.jwks().keys.map((key) => key.kid)).toEqual([keys.signingKey().keyId]);
    expect(await keys.retire(leaked)).toBe(false);
  });

  it('activates the announced key when the signing one is retired', async () => {
    const { ring } = house();
    const keys = await started(ring());
    await keys.rotateNow();
    const announced = keys.list().find(({ state }) => state === 'announced')!.keyId;
    await keys.retire(keys.signingKey().keyId);
    expect(keys.signingKey().keyId).toBe(announced);
    expect(keys.list().map(({ state }) => state)).toEqual(['signing']);
  });
});

describe('the timer of a key ring', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('looks at the store by itself, tells of failures and goes on, until the ring is closed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { ring, store, warnings } = house();
    const keys = ring();
    await keys.start();
    const other = await started(ring());
    await other.rotateNow();
    const list = store.list.bind(store);
    store.list = () => Promise.reject(new RangeError('postgres://user:password@host'));
    await vi.advanceTimersByTimeAsync(25_000);
    expect(warnings).toEqual(['The signing keys could not be refreshed (RangeError).']);
    store.list = list;
    await vi.advanceTimersByTimeAsync(25_000);
    await vi.waitFor(() => expect(keys.jwks().keys.length).toBe(2));
    keys.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('keys at rest', () => {
  it('are stored sealed only', async () => {
    const { ring, store } = house();
    await started(ring());
    const [record] = await store.list();
    // The DER prefix of every EC key in PKCS #8: id-ecPublicKey.
    expect(Buffer.from(record!.sealedPrivateKey).includes(Buffer.from('2a8648ce3d0201', 'hex'))).toBe(false);
    expect(Object.keys(JSON.parse(record!.publicJwk)).sort().join()).toBe('alg,crv,kid,kty,use,x,y');
  });

  it('are sealed anew under the first master secret, so that the old one can go', async () => {
    const { ring, secret } = house();
    const before = (await started(ring())).signingKey().keyId;
    const fresh = randomHandle();
    expect((await started(ring([fresh, secret]))).signingKey().keyId).toBe(before);
    expect((await started(ring([fresh]))).signingKey().keyId).toBe(before);
  });

  it('that cannot be opened are skipped with one warning without secrets, and a new one signs', async () => {
    const { ring, warnings, secret } = house();
    const lost = (await started(ring())).signingKey().keyId;
    const keys = await started(ring([randomHandle()]));
    expect(keys.signingKey().keyId).not.toBe(lost);
    expect(keys.publicKey(lost)).toBeUndefined();
    await keys.refresh();
    expect(warnings).toEqual([
      `Signing key ${lost} (ES256) cannot be used: it was sealed with another master secret. List that one in secret after the new one; if it is lost, end the key: mintmark keys retire -- ${lost}`,
    ]);
    expect(warnings.join()).not.toContain(secret);
    expect(
      keys
        .list()
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['signing', 'unusable']);
  });

  it('of another master secret are left alone when asked for, until they are retired', async () => {
    const { ring, store } = house();
    const lost = (await started(ring())).signingKey().keyId;
    const stranger = ring([randomHandle()]);
    await expect(stranger.start({ timer: false, refuseForeign: true })).rejects.toThrow(
      /^secret: opens none of the signing keys in the store/,
    );
    expect((await store.list()).map(({ keyId }) => keyId)).toEqual([lost]);
    expect(await stranger.retire(lost)).toBe(true);
    expect(await store.list()).toHaveLength(1);
    await stranger.start({ timer: false, refuseForeign: true });
    expect(stranger.signingKey().keyId).not.toBe(lost);
  });

  it('are not believed when somebody wrote a key of their own into the store', async () => {
    const { ring, store, warnings } = house();
    const foreign = house();
    await started(foreign.ring());
    const [planted] = await foreign.store.list();
    await store.insert({ ...planted!, activeAt: 0 }, 7);
    const keys = await started(ring());
    expect(keys.publicKey(planted!.keyId)).toBeUndefined();
    expect(keys.jwks().body).not.toContain(planted!.keyId);
    expect(warnings.length).toBe(1);
  });

  it('pass on what the store throws instead of making keys blindly', async () => {
    const { ring, store } = house();
    store.list = () => Promise.reject(new Error('store is down'));
    await expect(ring().start()).rejects.toThrow('store is down');
  });
});
