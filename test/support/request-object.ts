import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import type { TestServer } from '../../src/testing/create-test-server.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The keys of a client whose request objects {@link requestObject} signs. */
export const requestObjectKeys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }] };

/** A request object of the client `web` (RFC 9101). */
export function requestObject(server: TestServer, parameters: Record<string, unknown>): Promise<string> {
  return new SignJWT(parameters)
    .setProtectedHeader({ alg: 'ES256', typ: 'oauth-authz-req+jwt' })
    .setIssuer('web')
    .setAudience(server.url)
    .setExpirationTime(server.clock.now() + 60)
    .sign(privateKey);
}
