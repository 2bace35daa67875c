import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Stands in for a platform or partner: publishes keys at `<url>/jwks`, and signs with them. */
export interface ForeignIssuer {
  readonly url: string;
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  close(): Promise<void>;
}

export async function startForeignIssuer(): Promise<ForeignIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }];
  const http = createServer((_request, response) => response.end(JSON.stringify({ keys })));
  http.listen(0, 'localhost');
  await once(http, 'listening');
  const url = `http://localhost:${(http.address() as AddressInfo).port}`;
  return {
    url,
    sign: (claims) =>
      new SignJWT({ jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT' })
        .setIssuer(url)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey),
    close: async () => {
      http.close();
      await once(http, 'close');
    },
  };
}
