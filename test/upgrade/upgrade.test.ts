import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import { asUserGrant, secret } from '../support/fixture.ts';
import { type NodeClient, nodeClient } from '../support/node-client.ts';
import { issuer, type NodeProcess, startNode } from '../support/node-process.ts';
import { createTestDatabase } from '../support/postgres-database.ts';
import { importedFiles } from './imported-files.ts';
import { codeOf, Person, redirectUri, verifier } from './person.ts';
import { command, hasPreviousVersion, ownFolder, unpackVersion, versionBefore } from './previous-version.ts';

const moreClients = [
  {
    clientId: 'shop',
    clientSecrets: [{ value: secret }],
    allowedGrantTypes: ['authorization_code'],
    allowedScopes: ['openid', 'orders.read'],
    allowOfflineAccess: true,
    redirectUris: [redirectUri],
    refreshTokenRetryWindow: 0,
  },
  {
    clientId: 'television',
    requireClientSecret: false,
    allowedGrantTypes: ['urn:ietf:params:oauth:grant-type:device_code'],
    allowedScopes: ['orders.read'],
  },
] satisfies readonly ClientConfiguration[];

const signing = { rotationInterval: 100_000, propagationTime: 100, retentionDuration: 10_000 } as const;
const folders: string[] = [];
let previous = '';
let http: NodeClient;

beforeAll(() => {
  http = nodeClient();
  if (hasPreviousVersion) previous = unpackVersion(versionBefore);
  folders.push(previous);
});
afterAll(() => {
  http.close();
  for (const folder of folders) if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

const stores = {
  sqlite: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mintmark-upgrade-'));
    folders.push(folder);
    return { kind: 'sqlite', path: join(folder, 'mintmark.db') } as const;
  },
  postgres: async () => ({ kind: 'postgres', url: await createTestDatabase() }) as const,
};

describe.skipIf(!hasPreviousVersion).each(['sqlite', 'postgres'] as const)(
  'the version before and this one on one %s store',
  (kind) => {
    let storage: Awaited<ReturnType<(typeof stores)[typeof kind]>>;
    const nodes: NodeProcess[] = [];
    /** Where the version before and this one listen. */
    let before = '';
    let now = '';
    let config = '';

    async function start(version: string): Promise<NodeProcess> {
      const node = await startNode({ storage, moreClients, signing, version });
      nodes.push(node);
      return node;
    }

    beforeAll(async () => {
      storage = await stores[kind]();
      const folder = mkdtempSync(join(tmpdir(), 'mintmark-upgrade-'));
      folders.push(folder);
      config = join(folder, 'mintmark.json');
      const scopes = { apiScopes: [{ name: 'orders.read' }], identityResources: ['openid'] };
      writeFileSync(config, JSON.stringify({ issuer, secret: 'env:MINTMARK_SECRET', storage, ...scopes }));
      before = (await start(previous)).url;
    });
    afterAll(async () => {
      await Promise.all(nodes.map((node) => node.kill()));
    });

    const bothWays = () =>
      [
        [before, now],
        [now, before],
      ] as const;

    /** Tokens about a user, as an application gets them. */
    async function issue(url: string, clientId: string, user: string) {
      const form = { grant_type: asUserGrant, user, scope: 'openid orders.read offline_access' };
      const { status, json } = await http.token(url, clientId, form);
      expect([status, json.error]).toEqual([200, undefined]);
      return json;
    }

    const isActive = async (url: string, token: string) => (await http.introspect(url, token)).json.active;

    /** Signs somebody in: the request begins at one node and the form is sent to another. Resolves to the code. */
    async function signIn(
      person: Person,
      begun: string,
      sent: string,
      clientId: string,
      username: string,
    ): Promise<string> {
      const page = await person.authorize(begun, clientId);
      const fields = { action: 'login', username, password: `the password of ${username}` };
      return codeOf(await person.submit(sent, page, '/login', fields));
    }

    const redeem = (url: string, clientId: string, code: string) =>
      http.token(url, clientId, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });

    it('starts while the other serves, brings the schema up to date, and no request fails', async () => {
      let isStarting = true;
      const answers: number[] = [];
      const traffic = (async () => {
        while (isStarting) {
          const { status, json } = await http.token(before, 'application', {
            grant_type: asUserGrant,
            user: 'u',
            scope: 'orders.read offline_access',
          });
          answers.push(status, (await http.refresh(before, 'application', json.refresh_token)).status);
        }
      })();
      now = (await start(ownFolder)).url;
      isStarting = false;
      await traffic;
      expect(answers.length).toBeGreaterThan(10);
      expect(answers.filter((status) => status !== 200)).toEqual([]);
      expect((await http.get(before, '/health/ready')).status).toBe(200);
      expect((await http.get(now, '/health/ready')).status).toBe(200);
    });

    it('each takes the access tokens of the other, and what one revokes is dead at both (RFC 7009)', async () => {
      for (const [one, other] of bothWays()) {
        const jwt = await issue(one, 'application', 'subject-of-alice');
        const reference = await issue(one, 'reference-application', 'subject-of-alice');
        for (const { access_token: token } of [jwt, reference]) expect(await isActive(other, token)).toBe(true);
        const revoked = { client_id: 'reference-application', client_secret: secret, token: reference.refresh_token };
        expect((await http.post(other, '/connect/revocation', revoked)).status).toBe(200);
        for (const url of [one, other]) expect(await isActive(url, reference.access_token)).toBe(false);
      }
    });

    it('each redeems the refresh tokens of the other, and a replay ends the family at both (RFC 9700 §4.14.2)', async () => {
      for (const [one, other] of bothWays()) {
        const first = await issue(one, 'strict-reference-application', 'subject-of-alice');
        const refresh = (url: string, token: string) => http.refresh(url, 'strict-reference-application', token);
        const second = await refresh(other, first.refresh_token);
        expect(second.status).toBe(200);
        const third = await refresh(one, second.json.refresh_token);
        expect(third.status).toBe(200);
        expect(await isActive(other, third.json.access_token)).toBe(true);
        expect((await refresh(other, first.refresh_token)).json.error).toBe('invalid_grant');
        expect((await refresh(one, third.json.refresh_token)).json.error).toBe('invalid_grant');
        expect(await isActive(one, third.json.access_token)).toBe(false);
      }
    });

    it('a sign-in may begin at one and be sent to the other, which redeems the code of the first; sessions hold at both', async () => {
      for (const [one, other] of bothWays()) {
        const person = new Person();
        const code = await signIn(person, one, other, 'shop', 'alice');
        const { status, json } = await redeem(one, 'shop', code);
        expect([status, json.error]).toEqual([200, undefined]);
        expect((await redeem(other, 'shop', code)).json.error).toBe('invalid_grant');
        const again = codeOf(await person.authorize(one, 'shop', { prompt: 'none' }));
        expect((await redeem(other, 'shop', again)).status).toBe(200);
      }
    });

    it('a request that was pushed to one is known to the other (RFC 9126)', async () => {
      for (const [one, other] of bothWays()) {
        const person = new Person();
        await signIn(person, one, one, 'shop', 'alice');
        const pushed = await http.post(one, '/connect/par', {
          client_id: 'shop',
          client_secret: secret,
          response_type: 'code',
          redirect_uri: redirectUri,
          scope: 'openid',
          code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
          code_challenge_method: 'S256',
        });
        expect(pushed.status).toBe(201);
        const query = new URLSearchParams({ client_id: 'shop', request_uri: pushed.json.request_uri });
        const code = codeOf(await person.open(other, `/connect/authorize?${query}`));
        expect((await redeem(one, 'shop', code)).status).toBe(200);
      }
    });

    it('a device that began at one is allowed on the page of the other (RFC 8628)', async () => {
      for (const [one, other] of bothWays()) {
        const person = new Person();
        await signIn(person, one, other, 'shop', 'alice');
        const { json } = await http.post(one, '/connect/deviceauthorization', { client_id: 'television' });
        const entered = await person.submit(other, await person.open(other, '/device'), '/device', {
          action: 'find',
          user_code: json.user_code,
        });
        expect(
          await (await person.submit(one, entered, '/device', { decision: 'allow', 'scope:orders.read': 'on' })).text(),
        ).toContain('outcome');
        const form = {
          client_id: 'television',
          grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
          device_code: json.device_code,
        };
        const polled = await http.post(other, '/connect/token', form);
        expect([polled.status, polled.json.error]).toEqual([200, undefined]);
      }
    });

    it('users and clients that one command stored are known to the other', async () => {
      const add = async (version: string, name: string) => {
        const client = [
          '--public',
          '--grant',
          'authorization_code',
          '--scope',
          'openid',
          'orders.read',
          '--redirect-uri',
          redirectUri,
        ];
        await command(version, config, ['clients', 'add', `app-of-${name}`, ...client]);
        await command(version, config, ['users', 'add', name, '--password-stdin'], `the password of ${name}\n`);
      };
      await Promise.all([add(previous, 'carol'), add(ownFolder, 'dave')]);
      for (const [name, one, other] of [
        ['carol', now, before],
        ['dave', before, now],
      ] as const) {
        const code = await signIn(new Person(), one, other, `app-of-${name}`, name);
        const form = {
          client_id: `app-of-${name}`,
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
          code_verifier: verifier,
        };
        expect((await http.post(one, '/connect/token', form)).status).toBe(200);
      }
    });

    it('an imported password or secret is wrong at the version before until this one has renewed it', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mintmark-upgrade-'));
      folders.push(folder);
      for (const [source, file] of importedFiles(folder)) await command(ownFolder, config, ['import', source, file]);
      const signInAt = (url: string) => signIn(new Person(), url, url, 'shop', 'erin');
      const tokenAt = async (url: string) => {
        const form = { client_id: 'importer', client_secret: 'the secret of the importer' };
        return (await http.post(url, '/connect/token', { ...form, grant_type: 'client_credentials' })).status;
      };
      await expect(signInAt(before)).rejects.toThrow('no code: 400');
      expect(await tokenAt(before)).toBe(401);
      expect(await signInAt(now)).not.toBe('');
      expect(await tokenAt(now)).toBe(200);
      // A changed client is noticed within seconds.
      for (const node of nodes) await node.tell('stepClock', 10);
      expect(await signInAt(before)).not.toBe('');
      expect(await tokenAt(before)).toBe(200);
      for (const node of nodes) await node.tell('stepClock', 0);
    });

    it('a key that one makes is published by the other, and verifies there once it signs', async () => {
      const published = async (url: string): Promise<readonly string[]> => {
        const { json } = await http.get(url, '/.well-known/openid-configuration/jwks');
        return json.keys.map(({ kid }: { readonly kid: string }) => kid).sort();
      };
      const [old, current] = nodes as [NodeProcess, NodeProcess];
      let keys = await published(before);
      expect(await published(now)).toEqual(keys);
      let seconds = 0;
      for (const [one, other] of [
        [old, current],
        [current, old],
      ] as const) {
        await one.tell('rotateKeys');
        await other.tell('refreshKeys');
        const renewed = await published(other.url);
        expect(renewed).toEqual(await published(one.url));
        expect(renewed.length).toBeGreaterThan(keys.length);
        seconds += signing.propagationTime;
        for (const node of nodes) await node.tell('stepClock', seconds);
        for (const [issuing, asked] of bothWays()) {
          const { json } = await http.token(issuing, 'machine', { grant_type: 'client_credentials' });
          expect(keys).not.toContain(decodeProtectedHeader(json.access_token).kid);
          expect(await isActive(asked, json.access_token)).toBe(true);
        }
        keys = renewed;
      }
      for (const node of nodes) await node.tell('stepClock', 0);
    });

    it('what is withdrawn or signed out on this version has ended at the other', async () => {
      const refresh = (token: string) => http.refresh(before, 'shop', token);
      const person = new Person();
      const first = await redeem(before, 'shop', await signIn(person, before, before, 'shop', 'alice'));
      await person.submit(now, await person.open(now, '/grants'), '/grants', { revoke: 'shop' });
      expect((await refresh(first.json.refresh_token)).json.error).toBe('invalid_grant');
      expect(await isActive(before, first.json.access_token)).toBe(false);
      const second = await redeem(before, 'shop', codeOf(await person.authorize(before, 'shop', { prompt: 'none' })));
      await command(ownFolder, config, ['users', 'sign-out', 'alice']);
      expect((await refresh(second.json.refresh_token)).json.error).toBe('invalid_grant');
      expect(await isActive(before, second.json.access_token)).toBe(false);
      const asked = await person.authorize(before, 'shop', { prompt: 'none' });
      expect(asked.headers.get('location')).toContain('login_required');
    });

    it('then the version before goes; this one keeps what that issued, and that may come back', async () => {
      const issued = await issue(before, 'strict-reference-application', 'subject-of-bob');
      expect(await nodes[0]!.stop()).toBe(0);
      expect(await isActive(now, issued.access_token)).toBe(true);
      const renewed = await http.refresh(now, 'strict-reference-application', issued.refresh_token);
      expect(renewed.status).toBe(200);
      const back = await start(previous);
      expect((await http.get(back.url, '/health/ready')).status).toBe(200);
      expect((await http.refresh(back.url, 'strict-reference-application', renewed.json.refresh_token)).status).toBe(
        200,
      );
    });
  },
);
