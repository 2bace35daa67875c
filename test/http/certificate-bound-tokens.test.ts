import { createServer, request as httpsRequest, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toNodeHandler } from '../../src/http/node-handler.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { makeCertificate } from '../support/certificate.ts';
import { type Answer, introspect, postForm } from '../support/connect.ts';
import { proofKey } from '../support/dpop.ts';
import { asUserGrant, ordersApi, secret, startFixture } from '../support/fixture.ts';

const own = makeCertificate({ subject: [['CN', 'the client']] });
const foreign = makeCertificate({ subject: [['CN', 'somebody else']] });

let server: TestServer;
beforeAll(async () => {
  server = await startFixture({
    listen: { trustProxy: true },
    moreClients: [
      {
        clientId: 'certified-machine',
        clientSecrets: [{ value: secret }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
        requireMutualTls: true,
      },
    ],
  });
});
afterAll(() => server.close());

type Headers = Readonly<Record<string, string>>;
const token = (clientId: string, parameters: Readonly<Record<string, string>>, headers: Headers = {}, at = server) =>
  postForm(
    `${at.url}/connect/token`,
    { client_id: clientId, ...(clientId.startsWith('public') ? {} : { client_secret: secret }), ...parameters },
    headers,
  );
const machineToken = (headers: Headers = {}, clientId = 'machine', at = server) =>
  token(clientId, { grant_type: 'client_credentials', scope: 'orders.read' }, headers, at);
const userToken = (clientId: string, headers: Headers) =>
  token(
    clientId,
    { grant_type: asUserGrant, user: 'subject-of-alice', scope: 'openid orders.read offline_access' },
    headers,
  );
const refreshed = (clientId: string, { json }: Answer, headers: Headers = {}) =>
  token(clientId, { grant_type: 'refresh_token', refresh_token: json.refresh_token }, headers);
const said = ({ status, json }: Answer) => [status, json.error];
const boundTo = ({ json }: Answer) => decodeJwt(json.access_token).cnf;
const userInfo = async ({ json }: Answer, headers: Headers) =>
  (await fetch(`${server.url}/connect/userinfo`, {
    headers: { authorization: `Bearer ${json.access_token}`, ...headers },
  }).then(({ status }) => status)) as number;

describe('certificate-bound access tokens (RFC 8705 §3)', () => {
  it('carry the thumbprint, are of type Bearer, and say so at introspection (§3.1, §3.2)', async () => {
    const answer = await machineToken(own.header);
    expect(answer.json.token_type).toBe('Bearer');
    expect(boundTo(answer)).toEqual({ 'x5t#S256': own.thumbprint });
    expect((await introspect(server, ordersApi, answer.json.access_token)).json).toMatchObject({
      active: true,
      token_type: 'Bearer',
      cnf: { 'x5t#S256': own.thumbprint },
    });
    expect(boundTo(await machineToken())).toBeUndefined();
  });

  it('are demanded of a client that is set so', async () => {
    expect(said(await machineToken({}, 'certified-machine'))).toEqual([400, 'invalid_request']);
    expect(boundTo(await machineToken(own.header, 'certified-machine'))).toEqual({ 'x5t#S256': own.thumbprint });
  });

  it('are bound to the DPoP key instead, where the request proves one', async () => {
    const answer = await machineToken({ ...own.header, ...(await (await proofKey(server)).header()) });
    expect(answer.json.token_type).toBe('DPoP');
    expect(boundTo(answer)).toEqual({ jkt: expect.any(String) });
  });

  it('open userinfo with their certificate only (§3)', async () => {
    const answer = await userToken('application', own.header);
    expect(await userInfo(answer, own.header)).toBe(200);
    expect(await userInfo(answer, foreign.header)).toBe(401);
    expect(await userInfo(answer, {})).toBe(401);
  });

  it('are refreshed with a certificate: a public client with its own, a confidential one with any (§4, §6.3)', async () => {
    for (const clientId of ['application', 'public-application']) {
      const first = await userToken(clientId, own.header);
      expect(said(await refreshed(clientId, first))).toEqual([400, 'invalid_grant']);
      const proof = await (await proofKey(server)).header();
      expect(said(await refreshed(clientId, first, proof))).toEqual([400, 'invalid_grant']);
      expect(boundTo(await refreshed(clientId, first, own.header))).toEqual({ 'x5t#S256': own.thumbprint });
    }
    const stolen = await refreshed(
      'public-application',
      await userToken('public-application', own.header),
      foreign.header,
    );
    expect(said(stolen)).toEqual([400, 'invalid_grant']);
    const renewed = await refreshed('application', await userToken('application', own.header), foreign.header);
    expect(boundTo(renewed)).toEqual({ 'x5t#S256': foreign.thumbprint });
  });
});

describe('where the certificate comes from (RFC 9440 §2.2)', () => {
  it('is never a header, unless the proxy in front is trusted', async () => {
    const open = await startFixture();
    expect(boundTo(await machineToken(own.header, 'machine', open))).toBeUndefined();
    await open.close();
  });

  it.each([
    ['no colons', own.header['client-cert'].slice(1, -1)],
    ['two of them', `${own.header['client-cert']}, ${foreign.header['client-cert']}`],
    ['nothing in it', '::'],
  ])('is no header with %s: a client that must show one is refused', async (_name, value) => {
    expect(said(await machineToken({ 'client-cert': value }, 'certified-machine'))).toEqual([400, 'invalid_request']);
  });

  // What each answers who shows no certificate, and who shows `foreign`; both send the header with `own`.
  it.each([
    [{}, undefined, foreign],
    [{ trustProxy: true }, own, own],
  ])('is the TLS connection where it ends here; what a trusted proxy shows there is its own: %o', async (options, bare, shown) => {
    const serverCertificate = makeCertificate({ subject: [['CN', 'localhost']], names: [['dns', 'localhost']] });
    const tls = createServer(
      {
        key: serverCertificate.privateKey.export({ type: 'pkcs8', format: 'pem' }),
        cert: serverCertificate.pem,
        requestCert: true,
        rejectUnauthorized: false,
      },
      toNodeHandler(server.server, options),
    );
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const ask = (options: RequestOptions) =>
      new Promise<Record<string, string>>((resolve, reject) => {
        const sent = httpsRequest(
          {
            port: (tls.address() as AddressInfo).port,
            host: 'localhost',
            path: '/connect/token',
            method: 'POST',
            ca: serverCertificate.pem,
            headers: { 'content-type': 'application/x-www-form-urlencoded', ...own.header },
            agent: false,
            ...options,
          },
          async (response) => {
            let text = '';
            for await (const chunk of response) text += chunk;
            resolve(JSON.parse(text));
          },
        );
        sent.on('error', reject);
        sent.end(`grant_type=client_credentials&client_id=machine&client_secret=${encodeURIComponent(secret)}`);
      });
    const key = foreign.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const withCertificate = await ask({ cert: foreign.pem, key });
    expect(decodeJwt(withCertificate.access_token!).cnf).toEqual({ 'x5t#S256': shown.thumbprint });
    const { cnf } = decodeJwt((await ask({})).access_token!);
    expect(cnf).toEqual(bare === undefined ? undefined : { 'x5t#S256': bare.thumbprint });
    await new Promise((resolve) => tls.close(resolve));
  });
});
