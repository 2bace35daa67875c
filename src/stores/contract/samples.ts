import type { KeyRecord } from '../../keys/key-store.ts';
import type { Client } from '../../model/client.ts';
import type { GrantRecord, UserRecord } from '../contracts.ts';

/** Later than every test, so that a store's own clean-up leaves the rows alone. */
export const farAway = 4_000_000_000;
export const sampleNow = 1_700_000_000;

/** A name that no other run uses: the suite may share its store. */
export function unique(prefix: string): string {
  return `${prefix}-${crypto.randomUUID()}`;
}

export function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function grant(change: Partial<GrantRecord> = {}): GrantRecord {
  return {
    handleHash: unique('hash'),
    kind: 'refresh_token',
    family: null,
    subjectId: null,
    sessionId: null,
    clientId: null,
    createdAt: sampleNow,
    expiresAt: farAway,
    consumedAt: null,
    payload: bytes(0, 1, 127, 128, 255),
    successor: null,
    version: 1,
    ...change,
  };
}

export function signingKey(change: Partial<KeyRecord> = {}): KeyRecord {
  return {
    keyId: unique('key'),
    algorithm: 'ES256',
    createdAt: sampleNow,
    activeAt: sampleNow + 1,
    retiringAt: sampleNow + 2,
    retiredAt: sampleNow + 3,
    publicJwk: '{"kty":"EC"}',
    sealedPrivateKey: bytes(1, 2, 3),
    ...change,
  };
}

export function user(change: Partial<UserRecord> = {}): UserRecord {
  const subjectId = unique('subject');
  return {
    subjectId,
    username: subjectId,
    passwordHash: null,
    enabled: true,
    claims: { name: 'Sample', address: { locality: 'Köln' }, groups: ['a', 'b'], none: null },
    createdAt: sampleNow,
    ...change,
  };
}

/** Stores keep a client whole, as JSON; these members stand for all. */
export function client(clientId: string, clientName: string): Client {
  return {
    clientId,
    clientName,
    allowedScopes: ['a'],
    properties: { ключ: 'é' },
    consentLifetime: null,
  } as unknown as Client;
}
