import { exportJWK, generateKeyPair } from 'jose';

const pair = await generateKeyPair('ES256', { extractable: true });

/** The key of a client that authenticates and signs with it. */
export const signingKey = pair.privateKey;
export const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'client-key', alg: 'ES256', use: 'sig' };
