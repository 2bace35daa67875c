import { type KeyObject, sign } from 'node:crypto';
import type { Algorithm } from '../protocol.ts';

/** The least that a signed JWT costs: one `crypto.sign` in the thread pool, with header and key made once. */
export function jwtSigner(algorithm: Algorithm, key: KeyObject): (payload: object) => Promise<string> {
  const kid = 'M8ebWVoVIKIE6wVDoyGTGYC1BHkHDcuAQeTbvWJBzKY';
  const header = `${Buffer.from(JSON.stringify({ alg: algorithm, kid, typ: 'at+jwt' })).toString('base64url')}.`;
  const digest = algorithm === 'EdDSA' ? null : 'sha256';
  const input = algorithm === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' as const } : { key };
  return (payload) =>
    new Promise((resolve, reject) => {
      const text = header + Buffer.from(JSON.stringify(payload)).toString('base64url');
      sign(digest, Buffer.from(text, 'latin1'), input, (error, signature) => {
        if (error) reject(error);
        else resolve(`${text}.${signature.toString('base64url')}`);
      });
    });
}
