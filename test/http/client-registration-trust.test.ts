import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { type Receiver, startReceiver } from '../conformance/support/receiver.ts';
import { callback, manage, publicClient, register, registrationServer, tokensFor } from '../support/registration.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

let server: TestServer;
afterEach(() => server.close());

const json = { 'content-type': 'application/json' };

describe('a software statement (RFC 7591 §2.3)', () => {
  const issuer = 'https://publisher.example';
  let sign: (claims: JWTPayload, header?: { readonly alg: string }, by?: CryptoKey) => Promise<string>;

  beforeEach(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] };
    sign = (claims, header = { alg: 'ES256' }, by = privateKey) =>
      new SignJWT({ iss: issuer, ...claims }).setProtectedHeader({ ...header, kid: 'k1' }).sign(by);
    server = await registrationServer({
      clientRegistration: {
        softwareStatementIssuers: [
          { issuer, jwks },
          { issuer: 'https://far.example', jwksUri: `${receiver.url}/far` },
        ],
      },
    });
  });

  it('counts before what the client says itself, and comes back as it was', async () => {
    const statement = await sign({ client_name: 'Vouched for', software_id: 'abc', redirect_uris: [callback] });
    const { status, json: told } = await register(server, {
      ...publicClient,
      client_name: 'Something else',
      redirect_uris: ['https://thief.example/'],
      software_statement: statement,
    });
    expect(status).toBe(201);
    expect(told).toMatchObject({
      client_name: 'Vouched for',
      software_id: 'abc',
      redirect_uris: [callback],
      software_statement: statement,
    });
    expect((await manage('GET', told)).json.software_statement).toBe(statement);
  });

  it('does not widen the policy', async () => {
    const software_statement = await sign({ scope: 'orders.write' });
    const { json: told } = await register(server, { ...publicClient, software_statement });
    expect(told.error).toBe('invalid_client_metadata');
  });

  it.each([
    [
      'of an issuer that nobody trusts',
      () => sign({ iss: 'https://stranger.example' }),
      'unapproved_software_statement',
    ],
    ['of nobody', () => sign({ iss: '' }), 'unapproved_software_statement'],
    ['that is none', async () => 'x.y.z', 'invalid_software_statement'],
    ['that is no text', async () => ({ iss: issuer }), 'invalid_software_statement'],
    ['that has expired', () => sign({ exp: 1 }), 'invalid_software_statement'],
    ['for another server', () => sign({ aud: 'https://other.example' }), 'invalid_software_statement'],
    [
      'that somebody else signed',
      async () => sign({}, undefined, (await generateKeyPair('ES256')).privateKey),
      'invalid_software_statement',
    ],
    [
      'that nobody signed',
      async () =>
        `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa(JSON.stringify({ iss: issuer })).replaceAll('=', '')}.`,
      'invalid_software_statement',
    ],
  ])('%s is refused', async (_, statement, error) => {
    const { status, json: told } = await register(server, { ...publicClient, software_statement: await statement() });
    expect([status, told.error]).toEqual([400, error]);
    expect(await server.server.services.store.clients.count('registered')).toBe(0);
  });

  it('makes the server fetch keys of trusted issuers alone', async () => {
    const before = receiver.received.length;
    await register(server, { ...publicClient, software_statement: await sign({ iss: 'https://stranger.example' }) });
    expect(receiver.received.length).toBe(before);
    receiver.answer = { status: 200, headers: json, body: '{"keys":[]}' };
    const far = await register(server, {
      ...publicClient,
      software_statement: await sign({ iss: 'https://far.example' }),
    });
    expect(far.json.error).toBe('invalid_software_statement');
    expect(receiver.received.length).toBe(before + 1);
  });
});

describe('a sector (OpenID Connect Core §8.1, Registration 1.0 §5)', () => {
  const elsewhere = 'https://other.example/callback';
  const sector = () => ({ sector_identifier_uri: `${receiver.url}/sector`, subject_type: 'pairwise' });

  it('has one subject of a user for all its clients, and no other has it', async () => {
    server = await registrationServer();
    receiver.answer = { status: 200, headers: json, body: JSON.stringify([callback, elsewhere]) };
    const subjectFor = async (metadata: object) => {
      const { json: told } = await register(server, { ...publicClient, ...metadata });
      const tokens = await tokensFor(server, told.client_id, { scope: 'openid' });
      return decodeJwt(tokens.json.id_token).sub;
    };
    const first = await subjectFor({ redirect_uris: [callback, elsewhere], ...sector() });
    const second = await subjectFor(sector());
    const own = await subjectFor({ subject_type: 'pairwise' });
    const open = await subjectFor({});
    expect(second).toBe(first);
    expect(new Set([first, own, open]).size).toBe(3);
    expect(open).toBe('1');
  });

  it('stays what it is for a client that changes its registration', async () => {
    server = await registrationServer();
    const { json: told } = await register(server, { ...publicClient, subject_type: 'pairwise' });
    const { clients } = server.server.services.store;
    const salt = 'app.example.com salt-of-before-the-master-secret-changed';
    await clients.change(told.client_id, (client) => ({ ...client, pairwiseSubjectSalt: salt }));
    const change = { ...publicClient, client_id: told.client_id, subject_type: 'pairwise' };
    expect((await manage('PUT', told, change)).status).toBe(200);
    expect((await clients.find(told.client_id))?.pairwiseSubjectSalt).toBe(salt);
  });

  it.each([
    ['names other addresses', { status: 200, headers: json, body: '["https://a.example/"]' }],
    ['is no list', { status: 200, headers: json, body: '{}' }],
    ['is no JSON', { status: 200, headers: json, body: '<html>' }],
    ['is not there', { status: 404 }],
    ['is elsewhere', { status: 302, headers: { location: '/there' } }],
    ['is huge', { status: 200, headers: json, body: `["${callback}","${'x'.repeat(70_000)}"]` }],
  ])('whose document %s is refused', async (_, answer) => {
    server = await registrationServer();
    receiver.answer = answer;
    const refused = await register(server, { ...publicClient, ...sector() });
    expect([refused.status, refused.json.error]).toEqual([400, 'invalid_client_metadata']);
    expect(await server.server.services.store.clients.count('registered')).toBe(0);
  });

  it.each([
    'https://127.0.0.1/sector',
    'https://10.0.0.1/sector',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:127.0.0.1]/sector',
    'https://localhost/sector',
    'http://app.example.com/sector',
    'http://127.0.0.1/sector',
  ])('at %s is not called', async (uri) => {
    server = await registrationServer({ allowPrivateAddresses: false });
    const before = receiver.received.length;
    const refused = await register(server, { ...publicClient, sector_identifier_uri: uri });
    expect([refused.status, refused.json.error]).toEqual([400, 'invalid_client_metadata']);
    expect(receiver.received.length).toBe(before);
  });

  it('is not asked for by who may not register now', async () => {
    server = await registrationServer({ clientRegistration: { perAddressAndHour: 1 } });
    receiver.answer = { status: 404 };
    await register(server, { ...publicClient, ...sector() });
    const before = receiver.received.length;
    expect((await register(server, { ...publicClient, ...sector() })).status).toBe(429);
    expect(receiver.received.length).toBe(before);
  });
});
