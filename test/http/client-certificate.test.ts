import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import { createServer } from '../../src/server/server.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { type CertificateDescription, makeCertificate, type TestCertificate } from '../support/certificate.ts';
import { type Answer, basic, postForm } from '../support/connect.ts';
import { secret, startFixture } from '../support/fixture.ts';

const subject = [
  ['C', 'DE'],
  ['O', 'Example, Inc.'],
  ['CN', 'worker'],
] as const;
const root = makeCertificate({ subject: [['CN', 'Example Root']], isAuthority: true });
const certificate = (changes: Partial<CertificateDescription> = {}) =>
  makeCertificate({ subject, issuer: root, ...changes });
const selfSigned = makeCertificate({ subject: [['CN', 'self']] });
const jwkOf = (...certificates: readonly TestCertificate[]) => ({
  keys: certificates.map(({ jwk }) => jwk),
});

const machine = { allowedGrantTypes: ['client_credentials'], allowedScopes: ['orders.read'] };
const named = (clientId: string, tlsClientAuth: ClientConfiguration['tlsClientAuth']) => ({
  ...machine,
  clientId,
  tlsClientAuth,
});

let published: unknown = jwkOf(selfSigned);
let keyServer: Server;
let server: TestServer;
beforeAll(async () => {
  keyServer = createHttpServer((_request, response) => response.end(JSON.stringify(published)));
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  const jwksUri = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/jwks`;
  server = await startFixture({
    listen: { trustProxy: true },
    clientCertificateAuthorities: [root.pem],
    moreClients: [
      named('by-subject', { subjectDn: 'CN=worker,O=Example\\, Inc.,C=DE' }),
      named('by-dns', { sanDns: 'worker.example' }),
      named('by-uri', { sanUri: 'https://worker.example/' }),
      named('by-ip', { sanIp: '192.0.2.7' }),
      named('by-email', { sanEmail: 'worker@example.com' }),
      { ...machine, clientId: 'self-signed', selfSignedTlsClientAuth: true, jwks: jwkOf(selfSigned) },
      { ...machine, clientId: 'self-signed-published', selfSignedTlsClientAuth: true, jwksUri },
      { ...machine, clientId: 'keys-alone', jwks: jwkOf(selfSigned) },
    ],
  });
});
afterAll(async () => {
  await server.close();
  keyServer.close();
});

const ask = (clientId: string, shown?: TestCertificate, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  postForm(
    `${server.url}/connect/token`,
    { grant_type: 'client_credentials', client_id: clientId, ...more },
    shown?.header,
  );
const refused = [401, 'invalid_client', 'Client authentication failed.'];
const said = ({ status, json }: Answer) => [status, json.error, json.error_description];

describe('tls_client_auth (RFC 8705 §2.1)', () => {
  it.each<[string, Partial<CertificateDescription>]>([
    ['by-subject', {}],
    ['by-dns', { names: [['dns', 'worker.example']] }],
    ['by-uri', { names: [['uri', 'https://worker.example/']] }],
    ['by-ip', { names: [['ip', '192.0.2.7']] }],
    ['by-email', { names: [['email', 'worker@example.com']] }],
    ['by-subject', { usages: ['1.3.6.1.5.5.7.3.2'] }],
  ])('authenticates a client that is registered %s, and binds its token', async (clientId, changes) => {
    const shown = certificate(changes);
    const answer = await ask(clientId, shown);
    expect(answer.status).toBe(200);
    expect(decodeJwt(answer.json.access_token)).toMatchObject({
      client_id: clientId,
      cnf: { 'x5t#S256': shown.thumbprint },
    });
  });

  const namesake = makeCertificate({ subject: root.subject, isAuthority: true });
  const colleague = certificate({ subject: [['CN', 'colleague']] });
  it.each<[string, string, TestCertificate]>([
    ['of the right name that it signed itself', 'by-subject', makeCertificate({ subject })],
    ['of an authority of the same name', 'by-subject', certificate({ issuer: namesake })],
    ['that another client issued', 'by-subject', certificate({ issuer: colleague })],
    ['of another name', 'by-subject', colleague],
    ['whose host name is only covered by a wildcard', 'by-dns', certificate({ names: [['dns', '*.example']] })],
    ['with the right name in another place', 'by-dns', certificate({ names: [['email', 'worker.example']] })],
    ['for servers', 'by-subject', certificate({ usages: ['1.3.6.1.5.5.7.3.1'] })],
    ['that is over', 'by-subject', certificate({ until: 1_000_000_000 })],
    ['that is not valid yet', 'by-subject', certificate({ from: 4_000_000_000 })],
    ['that another client registered for itself', 'by-subject', selfSigned],
  ])('refuses a certificate %s', async (_name, clientId, shown) => {
    expect(said(await ask(clientId, shown))).toEqual(refused);
  });

  it('refuses what is no certificate', async () => {
    const header = { ...selfSigned, header: { 'client-cert': `:${btoa('no certificate')}:` } };
    expect(said(await ask('by-subject', header))).toEqual(refused);
  });

  it('asks for the certificate where there is none, and takes none for a client without this method', async () => {
    for (const [clientId, shown] of [
      ['by-subject', undefined],
      ['machine', certificate()],
      ['keys-alone', selfSigned],
    ] as const) {
      const answer = await ask(clientId, shown);
      expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
    }
  });

  it('goes by client_id alone: neither by a Basic header nor by a secret beside it (§2)', async () => {
    const { header } = certificate();
    const form = { grant_type: 'client_credentials' };
    const url = `${server.url}/connect/token`;
    const byHeader = await postForm(url, form, { ...header, authorization: basic('by-subject', '') });
    expect([byHeader.status, byHeader.json.error]).toEqual([401, 'invalid_client']);
    expect(said(await ask('by-subject', certificate(), { client_secret: secret }))).toEqual(refused);
    expect((await postForm(url, form, header)).status).toBe(401);
  });

  it('opens revocation and introspection to the client as well', async () => {
    const shown = certificate();
    const { access_token: token } = (await ask('by-subject', shown)).json;
    const send = (path: string) => postForm(server.url + path, { client_id: 'by-subject', token }, shown.header);
    expect((await send('/connect/introspect')).json).toMatchObject({ active: true, client_id: 'by-subject' });
    expect((await send('/connect/revocation')).status).toBe(200);
    expect((await send('/connect/introspect')).json).toEqual({ active: false });
  });

  it('is nothing that a header can pretend, unless the proxy in front is trusted', async () => {
    const open = await startFixture({
      clientCertificateAuthorities: [root.pem],
      moreClients: [named('by-subject', { subjectDn: 'CN=worker,O=Example\\, Inc.,C=DE' })],
    });
    const form = { grant_type: 'client_credentials', client_id: 'by-subject' };
    expect((await postForm(`${open.url}/connect/token`, form, certificate().header)).status).toBe(401);
    await open.close();
  });
});

describe('self_signed_tls_client_auth (RFC 8705 §2.2)', () => {
  it('authenticates by the very certificate in the keys of the client, which nobody else can use', async () => {
    const answer = await ask('self-signed', selfSigned);
    expect(decodeJwt(answer.json.access_token).cnf).toEqual({ 'x5t#S256': selfSigned.thumbprint });
    const lookalike = makeCertificate({ subject: selfSigned.subject });
    expect(said(await ask('self-signed', lookalike))).toEqual(refused);
    expect(said(await ask('self-signed', certificate()))).toEqual(refused);
    expect(said(await ask('by-subject', selfSigned))).toEqual(refused);
  });

  it('asks jwksUri again for a certificate that it did not hold, every 30 seconds at most', async () => {
    expect((await ask('self-signed-published', selfSigned)).status).toBe(200);
    const next = makeCertificate({ subject: [['CN', 'next']] });
    published = jwkOf(next);
    expect(said(await ask('self-signed-published', next))).toEqual(refused);
    server.clock.advance(30);
    expect((await ask('self-signed-published', next)).status).toBe(200);
    expect(said(await ask('self-signed-published', selfSigned))).toEqual(refused);
  });
});

describe('what is announced (RFC 8705 §2.1.1, §2.2.1)', () => {
  const methods = async (url: string) => {
    const document = await (await fetch(`${url}/.well-known/openid-configuration`)).json();
    return (document as { token_endpoint_auth_methods_supported: readonly string[] })
      .token_endpoint_auth_methods_supported;
  };

  it('is tls_client_auth where there is an authority', async () => {
    expect(await methods(server.url)).toContain('tls_client_auth');
    expect(await methods(server.url)).toContain('self_signed_tls_client_auth');
    const without = await startFixture();
    expect(await methods(without.url)).not.toContain('tls_client_auth');
    await without.close();
  });
});

describe('a configuration (CONTRACT §3)', () => {
  const base = { issuer: 'http://localhost:9400', mode: 'dev', storage: { kind: 'memory' } } as const;
  const clientId = 'certified';
  it.each<[Record<string, unknown>, readonly string[] | undefined, string]>([
    [{ tlsClientAuth: { subjectDn: 'CN=a' } }, undefined, 'tlsClientAuth: needs clientCertificateAuthorities'],
    [{ tlsClientAuth: {} }, [root.pem], 'tlsClientAuth: must have exactly one name'],
    [{ tlsClientAuth: { sanDns: 'a', sanIp: '::1' } }, [root.pem], 'tlsClientAuth: must have exactly one name'],
    [{ tlsClientAuth: { subjectDn: 'a' } }, [root.pem], 'tlsClientAuth.subjectDn: must be a distinguished name'],
    [{ tlsClientAuth: { sanIp: 'a' } }, [root.pem], 'tlsClientAuth.sanIp: must be an IP address'],
    [
      { tlsClientAuth: { sanDns: 'a' }, requireClientSecret: false },
      [root.pem],
      'tlsClientAuth: needs requireClientSecret',
    ],
    [{ clientSecrets: [{ value: 'x' }], selfSignedTlsClientAuth: true }, [], 'selfSignedTlsClientAuth: needs jwks'],
    [
      { selfSignedTlsClientAuth: true, jwks: { keys: [{ ...selfSigned.jwk, x5c: undefined }] } },
      [],
      'jwks.keys: has no certificate (x5c)',
    ],
  ])('with %j is refused', async (client, authorities, problem) => {
    const options = { ...base, ...(authorities === undefined ? {} : { clientCertificateAuthorities: authorities }) };
    await expect(createServer({ ...options, clients: [{ clientId, ...client }] })).rejects.toThrow(problem);
  });

  it.each([
    'no PEM',
    certificate().pem,
    `${root.pem}${certificate().pem}`,
  ])('with something else than authorities is refused: %.20s', async (text) => {
    await expect(createServer({ ...base, clientCertificateAuthorities: [text] })).rejects.toThrow(
      'clientCertificateAuthorities[0]: must be certificates of authorities in PEM',
    );
  });
});
