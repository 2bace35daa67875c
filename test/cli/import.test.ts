import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { createTestServer } from '../../src/testing/index.ts';
import { newFolder, run } from '../support/command.ts';
import { postForm } from '../support/connect.ts';

const samples = join(import.meta.dirname, '../import/samples');
const password = 'correct horse battery staple';

function database(more: object = {}) {
  const folder = newFolder();
  const path = join(folder, 'store.db');
  const configuration = { issuer: 'http://localhost:9400', storage: { kind: 'sqlite', path }, ...more };
  writeFileSync(join(folder, 'mintmark.config.json'), JSON.stringify(configuration));
  const command = (...args: readonly string[]) => run(folder, args);
  const importFrom = (source: string, ...flags: readonly string[]) =>
    command('import', source, join(samples, `${source}.json`), ...flags);
  const fragment = () => JSON.parse(readFileSync(join(folder, 'resources.json'), 'utf8'));
  const merge = () =>
    writeFileSync(join(folder, 'mintmark.config.json'), JSON.stringify({ ...configuration, ...fragment() }));
  /** A server on what was imported, with what was written for its configuration. */
  async function serve({ onTestFinished }: TestContext) {
    const store = createSqliteStore({ path });
    const server = await createTestServer({ ...fragment(), store });
    onTestFinished(async () => {
      await server.close();
      await store.close();
    });
    const token = (parameters: Readonly<Record<string, string>>) => postForm(`${server.url}/connect/token`, parameters);
    return { server, store, token };
  }
  return { folder, command, importFrom, fragment, merge, serve };
}

const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

describe.concurrent('mintmark import', () => {
  it.each([
    'identityserver',
    'oidc-provider',
    'keycloak',
    'hydra',
  ])('tells line by line what becomes of the sample of %s, and writes nothing in a dry run', async (source) => {
    const { folder, importFrom } = database();
    const { code, stdout, stderr } = await importFrom(source, '--dry-run', '--write-config', 'resources.json');
    expect(stdout).toBe(readFileSync(join(samples, `${source}.report.txt`), 'utf8'));
    expect(stderr).toBe('');
    expect(code).toBe(['identityserver', 'keycloak'].includes(source) ? 1 : 0);
    expect(readdirSync(folder)).toEqual(['mintmark.config.json']);
  });

  it('takes clients, scopes and APIs of IdentityServer over: they get tokens with their secrets', async (context) => {
    const { importFrom, fragment, serve } = database();
    expect((await importFrom('identityserver', '--write-config', 'resources.json')).code).toBe(1);
    expect(fragment()).toEqual({
      identityResources: [
        'openid',
        { name: 'profile', userClaims: ['name', 'family_name', 'given_name', 'department'] },
        'email',
        { name: 'department', displayName: 'Your department', userClaims: ['department'], emphasize: true },
      ],
      apiScopes: [
        { name: 'orders.read', displayName: 'Read your orders', userClaims: [] },
        { name: 'orders.write', displayName: 'Change your orders', userClaims: ['department'] },
      ],
      apiResources: [
        {
          name: 'orders',
          displayName: 'Orders',
          userClaims: ['email'],
          scopes: ['orders.read', 'orders.write'],
          apiSecrets: [{ sha256: 'K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols' }],
          requireResourceIndicator: false,
        },
      ],
    });
    const { token, store } = await serve(context);
    const worker = { grant_type: 'client_credentials', client_id: 'worker', client_secret: password };
    const { status, json } = await token(worker);
    expect(status).toBe(200);
    expect(json).toMatchObject({ expires_in: 600, scope: 'orders.read orders.write' });
    expect(claimsOf(json.access_token)).toMatchObject({ aud: 'orders', tenant: 'acme', limit: 5 });
    expect((await token({ ...worker, client_secret: 'wrong' })).status).toBe(401);
    // Its secret came as SHA-512.
    for (const _ of ['the first', 'the second']) {
      expect((await token({ ...worker, client_id: 'batch' })).status).toBe(200);
    }
    expect((await token({ ...worker, client_id: 'batch', client_secret: 'wrong' })).status).toBe(401);
    expect(await store.clients.find('web')).toMatchObject({
      clientName: 'Shop',
      allowedGrantTypes: ['authorization_code'],
      allowedResponseTypes: ['code id_token', 'code token', 'code id_token token'],
      redirectUris: ['https://shop.example.com/signin-oidc'],
      allowedScopes: ['openid', 'profile', 'department', 'orders.read'],
      allowOfflineAccess: true,
      consentLifetime: 86_400,
      defaultMaxAge: 3600,
      refreshTokenExpiration: 'absolute',
    });
    expect(await store.clients.find('spa')).toMatchObject({
      requireClientSecret: false,
      requirePkce: true,
      refreshTokenUsage: 'oneTimeOnly',
      redirectUris: ['https://spa.example.com/callback', 'myapp:/callback'],
      privateUseSchemes: ['myapp'],
    });
    expect(await store.clients.find('lost')).toBeUndefined();
  });

  it('takes clients of oidc-provider over', async (context) => {
    const { importFrom, fragment, serve } = database();
    expect((await importFrom('oidc-provider', '--write-config', 'resources.json')).code).toBe(0);
    expect(fragment()).toEqual({
      identityResources: ['openid', 'profile', 'email'],
      apiScopes: [{ name: 'orders:read' }, { name: 'orders:write' }],
    });
    const { token, store } = await serve(context);
    const client_secret = 'a secret of a worker that is long enough';
    const answer = await token({ grant_type: 'client_credentials', client_id: 'worker', client_secret });
    expect(answer.json).toMatchObject({ scope: 'orders:read orders:write' });
    expect(await store.clients.find('native')).toMatchObject({
      requireClientSecret: false,
      allowedGrantTypes: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
      allowOfflineAccess: true,
      requireDPoP: true,
      privateUseSchemes: ['cursor'],
      requireConsent: true,
    });
    expect(await store.clients.find('signed')).toMatchObject({
      clientSecrets: [],
      jwks: { keys: [{ kty: 'EC', kid: '1' }] },
      allowedAssertionAlgorithms: ['ES256'],
    });
    const hmac = { grant_type: 'client_credentials', client_id: 'hmac' };
    expect((await token({ ...hmac, client_secret: 'a secret for assertions that is long enough' })).status).toBe(200);
  });

  it('takes clients of Hydra over, also with a hash of their secret from its database', async (context) => {
    const { importFrom, command, serve } = database();
    expect((await importFrom('hydra', '--write-config', 'resources.json')).code).toBe(0);
    const { token, store } = await serve(context);
    const worker = {
      grant_type: 'client_credentials',
      client_id: '8e8f1a5c-7a3d-4e62-9a0f-1f3a9d1c7b11',
      client_secret: password,
    };
    expect((await token({ ...worker, client_secret: 'wrong' })).status).toBe(401);
    expect((await token(worker)).json).toMatchObject({ expires_in: 1800, scope: 'orders.read orders.write' });
    expect((await token(worker)).status).toBe(200);
    expect(await store.clients.find('web')).toMatchObject({
      accessTokenType: 'reference',
      accessTokenLifetime: 3600,
      slidingRefreshTokenLifetime: 7_776_000,
      absoluteRefreshTokenLifetime: 7_776_000,
      requireConsent: false,
      allowedCorsOrigins: ['https://shop.example.com'],
    });
    // Its secret is a bcrypt hash: it is closed until it has a new one.
    const secret = await command('clients', 'secret', 'old-worker', '--json');
    const { clientSecret } = JSON.parse(secret.stdout);
    const renewed = { grant_type: 'client_credentials', client_id: 'old-worker', client_secret: clientSecret };
    expect((await token(renewed)).status).toBe(200);
  });

  it('takes a realm of Keycloak over: users sign in with their old passwords, before and after these are renewed', async (context) => {
    const { importFrom, fragment, serve } = database();
    expect((await importFrom('keycloak', '--write-config', 'resources.json')).code).toBe(1);
    expect(fragment()).toMatchObject({
      apiResources: [
        { name: 'https://orders.example.com', scopes: ['orders:read', 'orders:write'] },
        { name: 'orders', scopes: [] },
      ],
      apiScopes: [
        { name: 'roles', userClaims: ['realm_access', 'resource_access'] },
        { name: 'orders:read', description: 'Read orders' },
        { name: 'orders:write' },
      ],
    });
    const { server, token, store } = await serve(context);
    const worker = { grant_type: 'client_credentials', client_id: 'worker' };
    const machine = await token({ ...worker, client_secret: 'a secret of the worker that is long' });
    expect(claimsOf(machine.json.access_token)).toMatchObject({
      aud: 'https://orders.example.com',
      realm_access: { roles: ['admin', 'staff'] },
      resource_access: { orders: { roles: ['manage'] } },
    });
    const signIn = (name: string, secret = `${name}'s old password`) =>
      token({
        grant_type: 'password',
        client_id: 'web',
        client_secret: 'a secret of the shop that is long en',
        username: name,
        password: secret,
        scope: 'openid profile email departments roles orders:read',
      });
    for (const name of ['alice', 'bob', 'carol', 'dave', 'erin']) {
      expect((await signIn(name, 'wrong')).json).toMatchObject({ error: 'invalid_grant' });
      expect((await signIn(name)).status).toBe(200);
      const hash = (await store.users.findByUsername(name))?.passwordHash;
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect((await signIn(name)).status).toBe(200);
      expect((await signIn(name, 'wrong')).json).toMatchObject({ error: 'invalid_grant' });
    }
    for (const name of ['frank', 'grace', 'heidi', 'nobody']) {
      expect((await signIn(name)).json).toMatchObject({ error: 'invalid_grant' });
    }
    const { access_token } = (await signIn('alice')).json;
    expect(claimsOf(access_token)).toMatchObject({
      sub: '00000001-5c6f-4a11-9d3e-2f1f3a9d1c7b',
      realm_access: { roles: ['admin', 'default-roles-shop', 'offline_access', 'staff'] },
      resource_access: { account: { roles: ['view-profile'] }, orders: { roles: ['manage'] } },
    });
    const userInfo = await fetch(`${server.url}/connect/userinfo`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(await userInfo.json()).toEqual({
      sub: '00000001-5c6f-4a11-9d3e-2f1f3a9d1c7b',
      name: 'Alice Adams',
      given_name: 'Alice',
      family_name: 'Adams',
      preferred_username: 'alice',
      locale: 'en',
      email: 'alice@example.com',
      email_verified: true,
      departments: ['sales', 'support'],
      badge: { number: 42 },
      teams: ['north'],
    });
    expect((await store.users.findByUsername('alice'))?.claims).toMatchObject({
      address: { street_address: '1 Main St', locality: 'Springfield' },
      phone_number: '+1 555 0100',
      phone_number_verified: true,
    });
    expect(await store.users.findByUsername('heidi')).toMatchObject({ enabled: false, createdAt: 1_690_000_000 });
  });

  it('reads users of a realm from files of their own, by the mappers, roles and groups of the realm', async (context) => {
    const { folder, command, serve } = database();
    const { users, ...realm } = JSON.parse(readFileSync(join(samples, 'keycloak.json'), 'utf8'));
    const file = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
    file('shop-realm.json', realm);
    file('shop-users-0.json', { realm: 'shop', users: users.slice(0, 1) });
    file('shop-users-1.json', { realm: 'shop', users: [users[10], { ...users[1], enabled: 'perhaps' }] });
    const files = ['shop-realm.json', 'shop-users-0.json', 'shop-users-1.json'];
    const refused = await command('import', 'keycloak', ...files);
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${files.join(', ')} cannot be imported:\n  ["shop-users-1.json"].users[1].enabled: must be true or false\n`,
    });
    file('shop-users-1.json', { realm: 'shop', users: [users[10], users[1]] });
    const { stdout } = await command('import', 'keycloak', ...files, '--write-config', 'resources.json');
    expect(stdout).toContain('came    ["shop-users-0.json"].users[0]: user "alice"\n');
    expect(stdout).toContain('users: 2 added, ');
    const { store } = await serve(context);
    expect((await store.users.findByUsername('alice'))?.claims).toMatchObject({
      departments: ['sales', 'support'],
      teams: ['north'],
      resource_access: { account: { roles: ['view-profile'] }, orders: { roles: ['manage'] } },
    });
    expect(await store.clients.find('worker')).toMatchObject({
      claims: [
        { type: 'realm_access', value: { roles: ['admin', 'staff'] } },
        { type: 'resource_access', value: { orders: { roles: ['manage'] } } },
      ],
    });
    const alone = await command('import', 'keycloak', 'shop-users-0.json', '--dry-run');
    expect(alone.stdout).toContain(
      'changed users: there are no clientScopes: attributes are claims of their own names (name the file of the realm first)\n',
    );
  });

  it('can be run again: what is there stays, what was renewed or changed here too', async (context) => {
    const { importFrom, command, merge, serve } = database();
    await importFrom('keycloak', '--write-config', 'resources.json');
    merge();
    const { token } = await serve(context);
    const signIn = (secret: string) =>
      token({
        grant_type: 'password',
        client_id: 'web',
        client_secret: 'a secret of the shop that is long en',
        username: 'alice',
        password: secret,
      });
    expect((await signIn("alice's old password")).status).toBe(200);
    const counts = async (...flags: readonly string[]) => {
      const { clients, users } = JSON.parse((await importFrom('keycloak', '--json', ...flags)).stdout);
      return { clients, users };
    };
    const none = { added: 0, same: 0, differing: 0, replaced: 0, refused: 0 };
    expect(await counts()).toEqual({ clients: { ...none, same: 5, refused: 1 }, users: { ...none, same: 9 } });
    await command('clients', 'update', 'web', '--name', 'Renamed');
    await command('users', 'disable', 'bob');
    const differing = {
      clients: { ...none, same: 4, differing: 1, refused: 1 },
      users: { ...none, same: 8, differing: 1 },
    };
    expect(await counts()).toEqual(differing);
    expect((await importFrom('keycloak')).stdout).toContain(
      'left    clients[3]: client "web" is there already, and differs in clientName (--replace)\n',
    );
    expect((await importFrom('keycloak')).stdout).toContain(
      'left    users[1]: user "bob" is there already, and differs in enabled (--replace)\n',
    );
    const replaced = {
      clients: { ...none, same: 4, replaced: 1, refused: 1 },
      users: { ...none, same: 8, replaced: 1 },
    };
    expect(await counts('--replace', '--dry-run')).toEqual(replaced);
    expect(await counts()).toEqual(differing);
    expect(await counts('--replace')).toEqual(replaced);
    expect(await counts()).toEqual({ clients: { ...none, same: 5, refused: 1 }, users: { ...none, same: 9 } });
    expect((await signIn("alice's old password")).status).toBe(200);
  });

  it('says what helps where the configuration lacks scopes of the file', async () => {
    const { folder, importFrom } = database();
    const { code, stdout } = await importFrom('hydra');
    expect(code).toBe(1);
    expect(stdout).toContain('refused items[0].scope: "orders.read" is not a known scope\n');
    expect(stdout).toContain('\nThe configuration lacks scopes or APIs of the file: --write-config writes them.\n');
    expect(readdirSync(folder)).toContain('store.db');
  });

  it('never overwrites a password that was set here since, nor a file without being told', async (context) => {
    const { folder, importFrom, merge, serve } = database();
    await importFrom('keycloak', '--write-config', 'resources.json');
    merge();
    const config = ['--config', 'mintmark.config.json', '--password-stdin'];
    await run(folder, ['users', 'password', 'bob', ...config], 'battery staple\n');
    await run(folder, ['users', 'disable', 'bob']);
    const again = await importFrom('keycloak', '--write-config', 'resources.json');
    expect(again).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: resources.json is there already: name another file, or give --replace\n',
    });
    await importFrom('keycloak', '--replace');
    const { token } = await serve(context);
    const bob = { grant_type: 'password', client_id: 'web', username: 'bob' };
    const client_secret = 'a secret of the shop that is long en';
    expect((await token({ ...bob, client_secret, password: 'battery staple' })).status).toBe(200);
    expect((await token({ ...bob, client_secret, password: "bob's old password" })).status).toBe(400);
  });

  it('tells what a file is not, with each place, and takes nothing of it', async () => {
    const { folder, command } = database();
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return name;
    };
    const refusals: readonly (readonly [string, string, string, string])[] = [
      [
        'keycloak',
        'a.json',
        '{"users":[{"username":1},{}],"clients":{}}',
        'a.json cannot be imported:\n  clients: must be a list\n  users[0].username: must be text\n  users[1].username: is required',
      ],
      [
        'keycloak',
        'b.json',
        '[]',
        'b.json cannot be imported:\n  must be the export of a realm: it has no clients, clientScopes or users',
      ],
      ['hydra', 'c.json', '{\n  "items": [x]}', 'c.json cannot be imported:\n  2:13: is not valid JSON'],
      [
        'hydra',
        'd.json',
        '{"items":[{"client_id":"a","client_id":"b"}]}',
        'd.json cannot be imported:\n  1:28: items[0].client_id stands twice in one object',
      ],
      [
        'oidc-provider',
        'e.json',
        '[{"client_id":"a","redirect_uris":"x"}]',
        'e.json cannot be imported:\n  [0].redirect_uris: must be a list',
      ],
      [
        'identityserver',
        'f.json',
        '{"Clients":[{"ClientId":"a","clientid":"b","RequirePkce":"maybe"}]}',
        'f.json cannot be imported:\n  Clients[0].clientid: stands twice, in another letter case\n  Clients[0].RequirePkce: must be true or false',
      ],
      [
        'identityserver',
        'g.json',
        '{"Logging":{}}',
        'g.json cannot be imported:\n  has none of IdentityResources, ApiScopes, ApiResources, Clients, nor a section IdentityServer with them',
      ],
      [
        'hydra',
        'h.json',
        `${'['.repeat(5000)}${']'.repeat(5000)}`,
        'h.json cannot be imported:\n  must not be deeper than 100 levels',
      ],
    ];
    for (const [source, name, content, told] of refusals) {
      const answer = await command('import', source, file(name, content));
      expect(answer).toEqual({ code: 2, stdout: '', stderr: `error: ${told}\n` });
    }
    const none = await command('import', 'hydra', 'none.json');
    expect(none.stderr).toBe('error: none.json: there is no such file\n');
    expect(existsSync(join(folder, 'store.db'))).toBe(false);
  });

  it('shows no secret, whatever it prints', async () => {
    const { folder, importFrom } = database();
    const outputs: string[] = [];
    for (const source of ['identityserver', 'oidc-provider', 'keycloak', 'hydra']) {
      for (const flags of [['--dry-run'], ['--dry-run', '--json']]) {
        const { stdout, stderr } = await importFrom(source, ...flags);
        outputs.push(stdout, stderr);
      }
    }
    const printed = outputs.join('\n');
    expect(printed.length).toBeGreaterThan(20_000);
    for (const secret of ['a secret of', 'old password', 'pbkdf2-sha256$', '$2a$', 'xLve9o', '@@smtp', 'JBSWY3DP']) {
      expect(printed).not.toContain(secret);
    }
    expect(readdirSync(folder)).toEqual(['mintmark.config.json']);
  });
});
