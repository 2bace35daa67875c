import { type ConnectionOptions, connect } from 'node:tls';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { httpsFetch } from '../support/https-fetch.ts';
import { authority, serverCertificate, startTlsServer, type TlsServer } from '../support/tls-server.ts';

const worker = makeCertificate({ subject: [['CN', 'worker']] });
let tls: TlsServer;
beforeAll(async () => {
  tls = await startTlsServer({
    apiScopes: [{ name: 'orders.read' }],
    clients: [
      {
        clientId: 'worker',
        jwks: { keys: [worker.jwk] },
        selfSignedTlsClientAuth: true,
        requireMutualTls: true,
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
      },
    ],
  });
});
afterAll(() => tls.close());

const plain = httpsFetch(authority);

function handshake(port: number, options: ConnectionOptions) {
  return new Promise<{ protocol: string | null; cipher: string; name: unknown; error?: string }>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: authority.pem, ...options }, () => {
      const { CN: name } = socket.getPeerCertificate().subject;
      resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().name, name });
      socket.end();
    });
    socket.on('error', ({ message }) => resolve({ protocol: null, cipher: '', name: undefined, error: message }));
  });
}

describe('listen.tls', () => {
  it('answers over https, with the aliases for clients that show certificates (RFC 8705 §5)', async () => {
    const document = (await (await plain(`${tls.url}/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      mtls_endpoint_aliases: unknown;
    };
    expect(document.issuer).toBe(tls.url);
    expect(document.mtls_endpoint_aliases).toEqual({
      token_endpoint: `${tls.mutualUrl}/connect/token`,
      revocation_endpoint: `${tls.mutualUrl}/connect/revocation`,
      introspection_endpoint: `${tls.mutualUrl}/connect/introspect`,
      device_authorization_endpoint: `${tls.mutualUrl}/connect/deviceauthorization`,
      backchannel_authentication_endpoint: `${tls.mutualUrl}/connect/ciba`,
      pushed_authorization_request_endpoint: `${tls.mutualUrl}/connect/par`,
      userinfo_endpoint: `${tls.mutualUrl}/connect/userinfo`,
    });
  });

  it.each([
    ['TLSv1.2', 'TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['TLSv1.3', 'TLSv1.3', 'TLS_AES_128_GCM_SHA256'],
  ] as const)('speaks %s (RFC 9325 §3.1)', async (version, protocol, cipher) => {
    const { port } = tls.listening;
    expect(await handshake(port, { minVersion: version, maxVersion: version })).toMatchObject({ protocol, cipher });
  });

  it('speaks neither TLS 1.1 nor ciphers without forward secrecy or authenticated encryption (RFC 9325 §3.1, §4.2)', async () => {
    const { port } = tls.listening;
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    expect((await handshake(port, old)).error).toBeDefined();
    const weak = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA:AES128-GCM-SHA256' } as const;
    expect((await handshake(port, weak)).error).toBeDefined();
  });

  it('takes a client by the certificate that it shows on the port for them, and binds its token (RFC 8705 §2.2, §3)', async () => {
    const body = () => new URLSearchParams({ grant_type: 'client_credentials', client_id: 'worker' });
    const shown = httpsFetch(authority, worker);
    const answer = await shown(`${tls.mutualUrl}/connect/token`, { method: 'POST', body: body() });
    const { access_token } = (await answer.json()) as { access_token: string };
    expect(decodeJwt(access_token)).toMatchObject({ cnf: { 'x5t#S256': worker.thumbprint } });
    // Nobody is asked on the port that browsers use.
    expect((await shown(`${tls.url}/connect/token`, { method: 'POST', body: body() })).status).toBe(401);
    const stranger = httpsFetch(authority, makeCertificate({ subject: [['CN', 'worker']] }));
    expect((await stranger(`${tls.mutualUrl}/connect/token`, { method: 'POST', body: body() })).status).toBe(401);
    expect((await plain(`${tls.mutualUrl}/connect/token`, { method: 'POST', body: body() })).status).toBe(401);
  });

  it('takes a renewed certificate without dropping a connection, and keeps the old one where the new one is broken', async () => {
    const open = httpsFetch(authority);
    expect((await open(`${tls.url}/health/live`)).status).toBe(200);
    tls.install(serverCertificate('renewed'));
    await expect.poll(async () => (await handshake(tls.listening.port, {})).name).toBe('renewed');
    expect((await handshake(tls.listening.mutualPort!, {})).name).toBe('renewed');
    expect((await open(`${tls.url}/health/live`)).status).toBe(200);
    expect(tls.reloads.map(({ validTo }) => validTo)).toEqual(['Jan  1 00:00:00 2100 GMT']);
    tls.install({ ...serverCertificate('broken'), privateKey: worker.privateKey });
    await expect.poll(() => tls.reloads.length).toBe(2);
    expect(tls.reloads[1]!.failure).toBeInstanceOf(Error);
    expect((await handshake(tls.listening.port, {})).name).toBe('renewed');
  });
});
