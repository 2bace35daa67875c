import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { TestServer } from '../../src/testing/index.ts';

/** Claims and header members that differ from those of a good proof; `undefined` leaves one out. */
export interface ProofChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A key that makes DPoP proofs for a server (RFC 9449 §4). */
export interface ProofKey {
  readonly jwk: JWK;
  /** A fresh proof for a POST to the token endpoint, unless `changes` say otherwise. */
  proof(changes?: ProofChanges): Promise<string>;
  /** {@link proof} as a header. */
  header(changes?: ProofChanges): Promise<{ readonly dpop: string }>;
}

export async function proofKey(server: Pick<TestServer, 'url' | 'clock'>, alg = 'ES256'): Promise<ProofKey> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  const proof = ({ claims = {}, header = {} }: ProofChanges = {}) =>
    new SignJWT({
      jti: crypto.randomUUID(),
      htm: 'POST',
      htu: `${server.url}/connect/token`,
      iat: server.clock.now(),
      ...claims,
    })
      .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header })
      .sign(pair.privateKey);
  return { jwk, proof, header: async (changes) => ({ dpop: await proof(changes) }) };
}
