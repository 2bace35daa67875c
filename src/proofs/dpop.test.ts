import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { OAuthError } from '../errors/oauth-error.ts';
import { base64urlEncode, sha256 } from '../keys/digest.ts';
import { createSealer } from '../keys/sealer.ts';
import { createMemoryStore } from '../stores/memory/memory-store.ts';
import { type DPoPExpectation, DPoPVerifier } from './dpop.ts';

const now = 1_800_000_000;
const context = { requestId: 'r', now, issuer: 'https://id.example.com' };
const url = 'https://id.example.com/connect/token';
const expected: DPoPExpectation = { method: 'POST', urls: [url] };
const sealer = createSealer(['q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQASNFZ4mrze8']);

let keys: { readonly privateKey: CryptoKey; readonly jwk: JWK; readonly privateJwk: JWK };
let counter = 0;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  keys = {
    privateKey: pair.privateKey,
    jwk: await exportJWK(pair.publicKey),
    privateJwk: await exportJWK(pair.privateKey),
  };
});

function verifier() {
  return new DPoPVerifier({ marks: createMemoryStore().marks, sealer });
}

interface Changes {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
}

function proof({ header = {}, claims = {} }: Changes = {}): Promise<string> {
  counter += 1;
  const payload = { jti: `jti-${counter}`, htm: 'POST', htu: url, iat: now, ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: keys.jwk, ...header } as never)
    .sign(keys.privateKey);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

async function keyWith(x: RegExp): Promise<{ readonly privateKey: CryptoKey; readonly jwk: JWK }> {
  for (;;) {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    if (x.test(String(jwk.x))) return { privateKey, jwk };
  }
}

async function reasonOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OAuthError)) throw error ?? new Error('accepted');
  return `${error.reason} ${error.error}`;
}

async function refusal(changes: Changes, expectation = expected): Promise<string> {
  return reasonOf(verifier().verify(await proof(changes), expectation, context));
}

describe('DPoP proofs', () => {
  test('gives the thumbprint of the key that made a valid proof (RFC 9449 §4.3, RFC 7638 §3)', async () => {
    const { x, y } = keys.jwk;
    const thumbprint = sha256(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`);
    expect(await verifier().verify(await proof(), expected, context)).toEqual({ jkt: thumbprint });
  });

  test('keeps to one key: two proofs of it have one thumbprint', async () => {
    const subject = verifier();
    const first = await subject.verify(await proof(), expected, context);
    const second = await subject.verify(await proof(), expected, context);
    expect(second.jkt).toBe(first.jkt);
  });

  test.each([
    ['padding', (x: string) => `${x}=`],
    ['bits that nothing needs', (x: string) => x.slice(0, -1) + alphabet[alphabet.indexOf(x.at(-1)!) + 1]],
    ['the letters of base64', (x: string) => x.replaceAll('-', '+').replaceAll('_', '/')],
    ['a blank', (x: string) => ` ${x}`],
    ['a zero before it', (x: string) => base64urlEncode(Buffer.concat([Buffer.alloc(1), Buffer.from(x, 'base64url')]))],
  ])('refuses a coordinate with %s: one key, one thumbprint (RFC 7518 §2, §6.2.1.2, RFC 7638 §3)', async (_name, change) => {
    // A key whose coordinates have both letters in which the alphabets differ.
    const odd = await keyWith(/-.*_|_.*-/);
    const jwk = { ...odd.jwk, x: change(String(odd.jwk.x)) };
    expect(jwk.x).not.toBe(odd.jwk.x);
    const sign = (header: Record<string, unknown>) =>
      new SignJWT({ jti: crypto.randomUUID(), htm: 'POST', htu: url, iat: now })
        .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', ...header } as never)
        .sign(odd.privateKey);
    await verifier().verify(await sign({ jwk: odd.jwk }), expected, context);
    expect(await reasonOf(verifier().verify(await sign({ jwk }), expected, context))).toBe(
      'dpop.header invalid_dpop_proof',
    );
  });

  test.each(['n', 'e'] as const)('refuses an RSA key whose %s begins with zeros (RFC 7518 §2)', async (member) => {
    const pair = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(pair.publicKey);
    const padded = base64urlEncode(Buffer.concat([Buffer.alloc(1), Buffer.from(String(jwk[member]), 'base64url')]));
    const sign = (key: JWK) =>
      new SignJWT({ jti: crypto.randomUUID(), htm: 'POST', htu: url, iat: now })
        .setProtectedHeader({ typ: 'dpop+jwt', alg: 'RS256', jwk: key })
        .sign(pair.privateKey);
    await verifier().verify(await sign(jwk), expected, context);
    const other = sign({ ...jwk, [member]: padded });
    expect(await reasonOf(verifier().verify(await other, expected, context))).toBe('dpop.header invalid_dpop_proof');
  });

  test('refuses the same proof a second time (RFC 9449 §11.1)', async () => {
    const subject = verifier();
    const sent = await proof();
    await subject.verify(sent, expected, context);
    expect(await reasonOf(subject.verify(sent, expected, context))).toBe('dpop.replayed invalid_dpop_proof');
  });

  test('refuses a key whose holder chose what checking it costs, before checking anything (CWE-400)', async () => {
    const n = base64urlEncode(new Uint8Array(384).fill(0xff));
    const jwk = { kty: 'RSA', n, e: base64urlEncode(new Uint8Array(383).fill(0xff)) };
    expect(await refusal({ header: { jwk } })).toBe('dpop.header invalid_dpop_proof');
    expect(await refusal({ header: { jwk }, claims: { htm: 'GET' } })).toBe('dpop.header invalid_dpop_proof');
  });

  test.each([
    ['another method', { htm: 'GET' }, 'dpop.method'],
    ['another address', { htu: 'https://elsewhere.example/connect/token' }, 'dpop.url'],
    ['an address of 3,000 characters', { htu: `${url}?${'q'.repeat(2000)}` }, 'dpop.url'],
    ['another time', { iat: now - 1000 }, 'dpop.time'],
    ['no id', { jti: '' }, 'dpop.claims'],
  ])('checks no signature of a proof for %s: it is refused for that first', async (_what, claims, reason) => {
    const [header, payload] = (await proof({ claims })).split('.');
    const unsigned = `${header}.${payload}.${base64urlEncode(new Uint8Array(64))}`;
    expect(await reasonOf(verifier().verify(unsigned, expected, context))).toBe(`${reason} invalid_dpop_proof`);
  });

  test('of parallel uses of one proof accepts one', async () => {
    const subject = verifier();
    const sent = await proof();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => subject.verify(sent, expected, context)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('does not use up a proof that fails another check', async () => {
    const subject = verifier();
    const sent = await proof();
    await reasonOf(subject.verify(sent, { ...expected, method: 'GET' }, context));
    expect((await subject.verify(sent, expected, context)).jkt).toHaveLength(43);
  });

  test('refuses two DPoP headers as invalid_request (RFC 9449 §4.3 (1))', async () => {
    const both = `${await proof()}, ${await proof()}`;
    expect(await reasonOf(verifier().verify(both, expected, context))).toBe('dpop.several invalid_request');
  });

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['three dots', 'a.b.c'],
    ['4001 characters', 'a'.repeat(4001)],
  ])('refuses %s as a proof (RFC 9449 §4.3 (2))', async (_name, text) => {
    expect(await reasonOf(verifier().verify(text, expected, context))).toBe('dpop.malformed invalid_dpop_proof');
  });

  test.each<[string, Changes]>([
    ['another typ', { header: { typ: 'JWT' } }],
    ['no typ', { header: { typ: undefined } }],
    ['no jwk', { header: { jwk: undefined } }],
    ['a jwk that is text', { header: { jwk: 'key' } }],
    ['a jwk that is an array', { header: { jwk: [] } }],
    ['a jwk without coordinates', { header: { jwk: { kty: 'EC', crv: 'P-256' } } }],
    ['a symmetric jwk', { header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }],
  ])('refuses %s (RFC 9449 §4.3 (4, 7))', async (_name, changes) => {
    expect(await refusal(changes)).toBe('dpop.header invalid_dpop_proof');
  });

  test('refuses a jwk that holds the private key (RFC 9449 §4.3 (7))', async () => {
    expect(await refusal({ header: { jwk: keys.privateJwk } })).toBe('dpop.header invalid_dpop_proof');
  });

  test.each(['none', 'HS256'])('refuses the algorithm %s (RFC 9449 §4.3 (5))', async (alg) => {
    const header = base64urlEncode(JSON.stringify({ typ: 'dpop+jwt', alg, jwk: keys.jwk }));
    const payload = base64urlEncode(JSON.stringify({ jti: 'x', htm: 'POST', htu: url, iat: now }));
    const attempt = verifier().verify(`${header}.${payload}.AAAA`, expected, context);
    expect(await reasonOf(attempt)).toBe('dpop.header invalid_dpop_proof');
  });

  test('refuses a proof that another key signed (RFC 9449 §4.3 (6))', async () => {
    const other = await exportJWK((await generateKeyPair('ES256')).publicKey);
    expect(await refusal({ header: { jwk: other } })).toBe('dpop.signature invalid_dpop_proof');
  });

  test('accepts a jwk with members about its use', async () => {
    const sent = await proof({ header: { jwk: { ...keys.jwk, key_ops: ['verify'], use: 'sig', kid: 'x' } } });
    expect((await verifier().verify(sent, expected, context)).jkt).toHaveLength(43);
  });

  test.each<[string, Changes, string]>([
    ['no jti', { claims: { jti: undefined } }, 'dpop.claims'],
    ['an empty jti', { claims: { jti: '' } }, 'dpop.claims'],
    ['no iat', { claims: { iat: undefined } }, 'dpop.claims'],
    ['no htm', { claims: { htm: undefined } }, 'dpop.method'],
    ['another method', { claims: { htm: 'GET' } }, 'dpop.method'],
    ['the method in lower case', { claims: { htm: 'post' } }, 'dpop.method'],
    ['no htu', { claims: { htu: undefined } }, 'dpop.url'],
    ['an htu that is no URL', { claims: { htu: 'here' } }, 'dpop.url'],
    ['another host', { claims: { htu: 'https://evil.example.com/connect/token' } }, 'dpop.url'],
    ['another scheme', { claims: { htu: 'http://id.example.com/connect/token' } }, 'dpop.url'],
    ['another port', { claims: { htu: 'https://id.example.com:8443/connect/token' } }, 'dpop.url'],
    ['another path', { claims: { htu: 'https://id.example.com/connect/par' } }, 'dpop.url'],
    ['the path in other letter case', { claims: { htu: 'https://id.example.com/Connect/token' } }, 'dpop.url'],
    ['credentials in htu', { claims: { htu: 'https://a:b@id.example.com/connect/token' } }, 'dpop.url'],
    ['an iat 91 seconds ago', { claims: { iat: now - 91 } }, 'dpop.time'],
    ['an iat 91 seconds ahead', { claims: { iat: now + 91 } }, 'dpop.time'],
  ])('refuses %s (RFC 9449 §4.3)', async (_name, changes, reason) => {
    expect(await refusal(changes)).toBe(`${reason} invalid_dpop_proof`);
  });

  test.each([
    'https://id.example.com/connect/token?a=b#c',
    'HTTPS://ID.EXAMPLE.COM/connect/token',
    'https://id.example.com:443/connect/token',
    'https://id.example.com/connect/x/../token',
    'https://id.example.com/connect/%74oken',
  ])('takes %s for the same URL (RFC 3986 §6.2)', async (htu) => {
    expect((await verifier().verify(await proof({ claims: { htu } }), expected, context)).jkt).toHaveLength(43);
  });

  test.each([now - 90, now + 90])('accepts an iat at the edge of the window (%i)', async (iat) => {
    expect((await verifier().verify(await proof({ claims: { iat } }), expected, context)).jkt).toHaveLength(43);
  });

  test('demands the hash of the access token that comes along (RFC 9449 §4.3 (12))', async () => {
    const withToken = { ...expected, accessToken: 'token' };
    const ath = 'PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A';
    expect((await verifier().verify(await proof({ claims: { ath } }), withToken, context)).jkt).toHaveLength(43);
    expect(await refusal({}, withToken)).toBe('dpop.access-token invalid_dpop_proof');
    expect(await refusal({ claims: { ath: 'x' } }, withToken)).toBe('dpop.access-token invalid_dpop_proof');
  });

  test.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('accepts proofs of %s keys', async (alg) => {
    const pair = await generateKeyPair(alg, { extractable: true });
    const sent = await new SignJWT({ jti: alg, htm: 'POST', htu: url, iat: now })
      .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk: await exportJWK(pair.publicKey) })
      .sign(pair.privateKey);
    expect((await verifier().verify(sent, expected, context)).jkt).toHaveLength(43);
  });
});

describe('DPoP nonces', () => {
  const demanding = { ...expected, requireNonce: true };

  test('answers a proof without a nonce with use_dpop_nonce and one to use (RFC 9449 §8)', async () => {
    const subject = verifier();
    const error = await subject.verify(await proof(), demanding, context).catch((thrown: OAuthError) => thrown);
    if (!(error instanceof OAuthError)) throw new Error('accepted');
    expect(error.error).toBe('use_dpop_nonce');
    const nonce = error.headers['dpop-nonce'];
    expect((await subject.verify(await proof({ claims: { nonce } }), demanding, context)).jkt).toHaveLength(43);
  });

  test('all nodes with the same master secret accept the nonce, for two minutes at least and four at the most', async () => {
    const nonce = verifier().nonce(context);
    const at = async (seconds: number) => {
      const later = { ...context, now: now + seconds };
      const sent = await proof({ claims: { nonce, iat: now + seconds } });
      return verifier()
        .verify(sent, demanding, later)
        .then(
          () => 'accepted',
          (error: OAuthError) => error.error,
        );
    };
    expect(await at(0)).toBe('accepted');
    expect(await at(120)).toBe('accepted');
    expect(await at(241)).toBe('use_dpop_nonce');
  });

  test('refuses a made-up nonce with use_dpop_nonce', async () => {
    expect(await refusal({ claims: { nonce: 'made-up' } }, demanding)).toBe('dpop.nonce use_dpop_nonce');
  });
});
