import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { authenticatedSubject } from '../../src/model/subject.ts';
import { createServer } from '../../src/server/server.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { settableClock } from '../../src/testing/settable-clock.ts';
import { masterSecret, newFolder, production, run } from '../support/command.ts';

const users = [{ subject: 'configured', username: 'alice' }];
const storage = (folder: string) => ({ kind: 'sqlite', path: join(folder, 'store.db') }) as const;

function database() {
  const folder = newFolder();
  const path = join(folder, 'store.db');
  const config = production(folder, { users, storage: storage(folder) });
  const command = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(folder, [...args, '--config', config]);
    return code === 0 ? stdout : stderr;
  };
  const json = async (...args: readonly string[]) => JSON.parse(await command(...args, '--json'));
  return { folder, path, command, json };
}

/** A server in this process, beside the commands: what it issues they end. */
async function serverOn(folder: string, { onTestFinished }: TestContext) {
  const server = await createServer({
    mode: 'dev',
    issuer: 'http://localhost:9400',
    secret: masterSecret,
    storage: storage(folder),
    users,
    apiScopes: [{ name: 'read' }],
    clock: settableClock(),
  });
  onTestFinished(() => server.close());
  const context = () => ({ requestId: 'test', now: server.services.clock.now(), issuer: 'http://localhost:9400' });
  const signIn = (subjectId: string) => {
    const request = { method: 'GET', target: '/', header: () => undefined, body: async () => new Uint8Array() };
    const subject = authenticatedSubject(subjectId, { method: 'pwd', at: context().now });
    return server.services.sessions.signIn(request, subject, context());
  };
  const sessions = (subjectId: string) => server.services.sessions.sessionsOf(subjectId, context());
  return { server, context, signIn, sessions };
}

/** The audit events that a command wrote. */
async function eventsOf(folder: string, ...args: readonly string[]) {
  const { stderr } = await run(folder, [...args, '--config', join(folder, 'mintmark.config.json')]);
  return stderr.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const { level: _, time: __, ...event } = JSON.parse(line);
    return [event];
  });
}

describe.concurrent('removals and the like', () => {
  it('are written to stderr as audit events, where something ended', async (context) => {
    const { folder, json } = database();
    const { subject } = (await json('users', 'add', 'bob', '--no-password'))[0];
    await json('clients', 'add', 'gone', '--grant', 'client_credentials');
    const { signIn } = await serverOn(folder, context);
    const first = (await signIn('configured')).session.sessionId;
    await signIn('configured');
    const signedOut = { audit: true, message: 'UserSignedOut', subjectId: 'configured', sessionId: first };
    expect(await eventsOf(folder, 'users', 'sign-out', 'alice', '--session', first)).toMatchObject([signedOut]);
    const revoked = { audit: true, message: 'GrantsRevoked', subjectId: 'configured', by: 'operator' };
    expect(await eventsOf(folder, 'users', 'sign-out', 'alice')).toMatchObject([revoked]);
    expect(await eventsOf(folder, 'users', 'sign-out', 'alice')).toEqual([]);
    const removed = { audit: true, message: 'UserRemoved', subjectId: subject, by: 'operator', outcome: 'success' };
    expect(await eventsOf(folder, 'users', 'remove', 'bob')).toMatchObject([removed]);
    expect(await eventsOf(folder, 'users', 'remove', '--subject', subject)).toEqual([]);
    expect(await eventsOf(folder, 'users', 'unlock', 'alice')).toMatchObject([{ message: 'AccountUnlocked' }]);
    const gone = { audit: true, message: 'ClientRemoved', clientId: 'gone', by: 'operator' };
    expect(await eventsOf(folder, 'clients', 'remove', 'gone')).toMatchObject([gone]);
  }, 60_000);
});

describe.concurrent('users', () => {
  it('are removed with all that was issued to them; those of the configuration only there', async (context) => {
    const { folder, command, json } = database();
    const { subject } = (await json('users', 'add', 'bob', '--no-password'))[0];
    const { signIn, sessions } = await serverOn(folder, context);
    await signIn(subject);
    await signIn('configured');
    expect(await command('users', 'remove', 'alice')).toBe(
      'error: the user stands in the configuration: take it out there first, or it comes back\n',
    );
    expect(await command('users', 'remove', 'nobody')).toBe('error: there is no user "nobody"\n');
    expect(await command('users', 'remove')).toBe('error: name the user, or its --subject\n');
    expect(await json('users', 'remove', 'BOB')).toEqual({ username: 'bob', subject, removed: true });
    expect([await sessions(subject), (await sessions('configured')).length]).toEqual([[], 1]);
    expect(await command('users', 'remove', '--subject', subject)).toBe(
      `error: the directory knows no subject ${subject}; whatever it was issued is ended\n`,
    );
    expect((await json('users', 'list')).map(({ username }: { username: string }) => username)).toEqual(['alice']);
  });

  it('are signed out everywhere, or of one session, which `sessions` shows with its clients', async (context) => {
    const { folder, command, json } = database();
    const { server, signIn, sessions } = await serverOn(folder, context);
    const [first, second] = [(await signIn('configured')).session, (await signIn('configured')).session];
    const { vault } = server.services;
    const content = { clientId: 'web', family: 'f', createdAt: first.createdAt, expiresAt: first.createdAt + 300 };
    const columns = { ...content, subjectId: 'configured', sessionId: first.sessionId };
    await vault.insert(vault.record('device_code', 'd'.repeat(43), content as never, columns));
    const shown = await json('users', 'sessions', 'alice');
    expect(shown).toHaveLength(2);
    expect(shown).toContainEqual({
      session: first.sessionId,
      signedInAt: first.createdAt,
      expiresAt: first.expiresAt,
      clients: ['web'],
    });
    expect(await command('users', 'sign-out', 'alice', '--session', 'none')).toBe(
      'error: the user has no session none\n',
    );
    expect(await json('users', 'sign-out', 'alice', '--session', first.sessionId)).toEqual({
      subject: 'configured',
      session: first.sessionId,
      signedOut: true,
    });
    expect((await sessions('configured')).map(({ sessionId }) => sessionId)).toEqual([second.sessionId]);
    expect(await command('users', 'sign-out', '--subject', 'configured')).toBe(
      'The user is signed out everywhere, with codes and tokens. Applications that keep sessions of their own are not told.\n',
    );
    expect(await sessions('configured')).toEqual([]);
    expect(await command('users', 'sessions', 'alice')).toBe('none\n');
  });

  it('are unlocked, whether they exist or not', async (context) => {
    const { folder, command } = database();
    const { server, context: at } = await serverOn(folder, context);
    const { signInAttempts, settings } = server.services;
    const attempt = { username: 'Alice', context: { ...at(), now: Math.floor(Date.now() / 1000) } };
    for (let count = 0; count < settings.limits.signInAttemptsPerAccount; count += 1) {
      await (await signInAttempts.begin(attempt)).failed();
    }
    await expect(signInAttempts.begin(attempt)).rejects.toMatchObject({ reason: 'password.locked' });
    expect(await command('users', 'unlock', 'ALICE')).toBe('The user name can be used again at once.\n');
    await signInAttempts.begin(attempt);
  });

  it('are never taken for another whose subject differs in letter case alone', async (context) => {
    const { folder, command, json } = database();
    const { users: directory } = (await serverOn(folder, context)).server.services;
    for (const subject of ['other:x', 'other:X']) await directory.rememberExternal(subject, {});
    const second = (await directory.findBySubject('other:X'))!.username;
    expect(second).toMatch(/^other:X#/);
    expect(await command('users', 'remove', 'other:X')).toBe(
      `error: "other:X" may mean "other:x" and "${second}": the first by name, the second by subject\n`,
    );
    expect(await json('users', 'remove', 'other:x')).toMatchObject({ subject: 'other:x', removed: true });
    expect(await json('users', 'remove', '--subject', 'other:X')).toMatchObject({ username: second, removed: true });
  });

  it('are searched by name and subject', async () => {
    const { json } = database();
    await json('users', 'add', 'Carol', '--no-password', '--subject', 'c-1');
    const names = async (search: string) =>
      (await json('users', 'list', '--search', search)).map(({ username }: { username: string }) => username);
    expect([await names('ARO'), await names('c-1'), await names('x')]).toEqual([['Carol'], ['Carol'], []]);
  });
});

describe.concurrent('clients', () => {
  const grant = ['--grant', 'client_credentials'];

  it('are removed with all that was issued to them; those of the configuration only there', async (context) => {
    const { folder, path, command, json } = database();
    await command('clients', 'add', 'job', ...grant, '--scope', 'read');
    const { server, context: at } = await serverOn(folder, context);
    const { vault } = server.services;
    const columns = { clientId: 'job', family: 'f', createdAt: at().now, expiresAt: at().now + 300 };
    await vault.insert(vault.record('device_code', 'd'.repeat(43), columns as never, columns));
    expect(await command('clients', 'remove', 'm2m')).toBe(
      'error: m2m stands in the configuration: take it out there first\n',
    );
    expect(await json('clients', 'remove', 'job')).toEqual({ clientId: 'job', removed: true });
    expect(await vault.find('device_code', 'd'.repeat(43))).toBeUndefined();
    expect(await command('clients', 'remove', 'job')).toBe(
      'error: there is no client job; whatever that id was issued is ended\n',
    );
    // Servers that still know it may issue something: not told apart from what another one gets now.
    const store = createSqliteStore({ path });
    await store.grants.end({ clientId: 'job' }, Math.floor(Date.now() / 1000) + 3600, 4_000_000_000);
    expect(await command('clients', 'add', 'job', ...grant)).toBe(
      'error: job was removed or ended moments ago: try again in a few seconds\n',
    );
    await store.close();
  });

  it('are changed in what is named, checked like new ones, and shown without their secrets', async () => {
    const { command, json } = database();
    await command('clients', 'add', 'job', ...grant, '--scope', 'read', '--name', 'Job');
    const changed = await json('clients', 'update', 'job', '--name', 'Night job', '--set', 'accessTokenLifetime=60');
    expect(changed).toMatchObject({ clientName: 'Night job', accessTokenLifetime: 60, allowedScopes: ['read'] });
    expect(await json('clients', 'show', 'job')).toEqual({ ...changed, from: 'store' });
    expect(changed.clientSecrets).toEqual([{ id: expect.stringMatching(/^[\w-]{16}$/) }]);
    expect(await command('clients', 'update', 'job', '--unset', 'accessTokenLifetime', 'clientName')).toBe(
      'The client is changed. Running servers notice within 5 seconds.\n',
    );
    expect(await command('clients', 'show', 'job')).toBe(
      [
        'clientId job',
        'enabled true',
        'allowedGrantTypes ["client_credentials"]',
        'allowedScopes ["read"]',
        `clientSecrets ${JSON.stringify(changed.clientSecrets)}`,
        'from store',
        '',
      ].join('\n'),
    );
    expect(await command('clients', 'update', 'job', '--scope', 'write', '--set', 'lifetime=1')).toBe(
      [
        'The configuration has 2 problems:',
        '  lifetime: is not known',
        '  allowedScopes[0]: "write" is not a known scope',
        '',
      ].join('\n'),
    );
    const mistakes = [['--set', 'clientId=x'], ['--unset', 'clientSecrets'], ['--set', 'x'], []];
    expect(await Promise.all(mistakes.map((flags) => command('clients', 'update', 'job', ...flags)))).toEqual([
      'error: clientId cannot be changed: add another client\n',
      'error: clientSecrets: use `clients secret`\n',
      'error: --set x: must be setting=value\n',
      'error: nothing to change: name a setting\n',
    ]);
    expect(await command('clients', 'update', 'm2m', '--name', 'x')).toBe(
      'error: m2m stands in the configuration: change it there\n',
    );
    expect(await json('clients', 'show', 'm2m')).toMatchObject({ clientId: 'm2m', from: 'configuration' });
    expect(await json('clients', 'list', '--search', 'JO')).toHaveLength(1);
  });
});

describe.concurrent('two operators at once', () => {
  it('who add the same client: one does, the other is told', async () => {
    const { command } = database();
    await command('migrate');
    const add = () => command('clients', 'add', 'job', '--grant', 'client_credentials');
    const told = (await Promise.all([add(), add()])).sort();
    expect(told[0]).toMatch(/^client job\nsecret /);
    expect(told[1]).toBe('error: there is a client job already\n');
  });

  it('who add the same user: one does, the other is told', async () => {
    const { command } = database();
    await command('migrate');
    const told = await Promise.all(['dave', 'DAVE'].map((name) => command('users', 'add', name, '--no-password')));
    expect(told.filter((line) => line === 'error: a user of this name or subject is there already\n')).toHaveLength(1);
  });

  it('who add a client and a user of one name: never both are there (RFC 9700 §4.15)', async () => {
    const { command, json } = database();
    await command('migrate');
    await Promise.all([
      command('clients', 'add', 'same', '--grant', 'client_credentials'),
      command('users', 'add', 'erin', '--no-password', '--subject', 'same'),
    ]);
    const [foundUsers, foundClients] = await Promise.all([
      json('users', 'list', '--search', 'same'),
      json('clients', 'list', '--search', 'same'),
    ]);
    expect(foundUsers.length + foundClients.length).toBeLessThan(2);
  });

  it('who change the same client: both changes are there', async () => {
    const { command, json } = database();
    await command('clients', 'add', 'job', '--grant', 'client_credentials', '--scope', 'read');
    await Promise.all([
      command('clients', 'update', 'job', '--name', 'Job'),
      command('clients', 'update', 'job', '--set', 'accessTokenLifetime=60'),
      command('clients', 'secret', 'job', '--keep', '600'),
    ]);
    const { clientName, accessTokenLifetime, clientSecrets } = await json('clients', 'show', 'job');
    expect([clientName, accessTokenLifetime, clientSecrets.length]).toEqual(['Job', 60, 2]);
  });
});
