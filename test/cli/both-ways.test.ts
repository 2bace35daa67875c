import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { newFolder, production, run, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { authority } from '../support/tls-server.ts';

type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** A server with an admin port, and commands on its store: directly, or through it. */
async function installation(context: TestContext, name: string, more: object = {}) {
  const folder = newFolder();
  const [port, adminPort] = [await freePort(), await freePort()];
  const config = production(folder, {
    issuer: `http://localhost:${port}`,
    storage: { kind: 'sqlite', path: join(folder, `${name}.db`) },
    signing: { algorithms: ['ES256'] },
    apiScopes: [{ name: 'read' }, { name: 'write' }],
    users: [{ subject: 'configured', username: 'alice', claims: { name: 'Alice' } }],
    clientRegistration: { mode: 'initialAccessToken' },
    clientCertificateAuthorities: [authority.pem],
    listen: { port, adminPort },
    ...more,
  });
  await serve(context, folder, ['start', '--config', config]);
  const server = `http://localhost:${adminPort}`;
  const made = async (...flags: readonly string[]) =>
    (await run(folder, ['admin', 'token', ...flags, '--config', config])).stdout.trim();
  const token = await made();
  const direct = (args: readonly string[], input = '') => run(folder, [...args, '--config', config], input);
  const through = (args: readonly string[], input = '') =>
    run(newFolder(), [...args, '--server', server], input, { MINTMARK_ADMIN_TOKEN: token });
  return { folder, config, server, token, made, direct, through };
}

/** What is made up each time, and what only one of the ways writes. */
function told({ code, stdout, stderr }: Outcome) {
  const plain = (text: string) =>
    text
      .replace(/\bsecret [\w-]{43}\b/g, 'secret SECRET')
      .replace(/("clientSecret": ?)"[\w-]{43}"/g, '$1"SECRET"')
      .replace(/("id": ?)"[\w-]{16}"/g, '$1"ID"')
      .replace(/("(?:expires|created|active|retiring|retired)At": ?)\d{10}/g, '$1AT')
      .replace(/\d{4}-\d{2}-\d{2}T[\d:]{8}/g, 'INSTANT')
      .replace(/("(?:keyId|initialAccessToken)": ?)"(?:\d\.)?[\w-]{43,}"/g, '$1"MADE"')
      .replace(/^[\w-]{43}(?= +ES256)/gm, 'KEY')
      .replace(/("subject": ?)"[\w-]{22}"/g, '$1"SUBJECT"');
  // Audit events: those of a server are in its own log.
  const errors = stderr.split('\n').filter((line) => !line.startsWith('{'));
  return { code, stdout: plain(stdout), stderr: errors.join('\n') };
}

const grant = ['--grant', 'client_credentials'];
/** In order, each on what those before it left. */
const cases: readonly (readonly [args: readonly string[], input?: string])[] = [
  [['clients', 'list', '--json']],
  [['clients', 'add', 'job', ...grant, '--scope', 'read', '--name', 'Job']],
  [['clients', 'add', 'job', ...grant, '--scope', 'read', '--name', 'Job']],
  [
    [
      'clients',
      'add',
      'open',
      '--grant',
      'authorization_code',
      '--redirect-uri',
      'https://a.example/cb',
      '--public',
      '--json',
    ],
  ],
  [['clients', 'add', 'm2m', ...grant]],
  [['clients', 'add', 'odd/../id?x=1 #~', ...grant]],
  [['clients', 'add', 'bad', '--grant', 'client_credential', '--scope', 'raed', '--set', 'clientz=1']],
  [['clients', 'add', 'configured', ...grant]],
  [['clients', 'list']],
  [['clients', 'list', '--search', 'JO', '--json']],
  [['clients', 'list', '--origin', 'registered']],
  [['clients', 'show', 'job']],
  [['clients', 'show', 'm2m', '--json']],
  [['clients', 'show', 'odd/../id?x=1 #~']],
  [['clients', 'show', 'nobody']],
  [
    [
      'clients',
      'update',
      'job',
      '--name',
      'Night job',
      '--set',
      'accessTokenLifetime=60',
      '--set',
      'tlsClientAuth={"sanDns":"a.example"}',
    ],
  ],
  [['clients', 'update', 'job', '--set', 'tlsClientAuth={"sanUri":"urn:x"}', '--set', 'properties={"a":"1"}']],
  [['clients', 'update', 'job', '--set', 'properties={"b":"2"}', '--json']],
  [['clients', 'update', 'job', '--unset', 'accessTokenLifetime', 'tlsClientAuth', '--json']],
  [['clients', 'update', 'job', '--scope', 'writ', '--set', 'lifetime=1']],
  [['clients', 'update', 'job']],
  [['clients', 'update', 'job', '--set', 'clientId=x']],
  [['clients', 'update', 'm2m', '--name', 'x']],
  [['clients', 'update', 'nobody', '--name', 'x']],
  [['clients', 'secret', 'job', '--keep', '600']],
  [['clients', 'secret', 'open']],
  [['clients', 'secret', 'm2m']],
  [['clients', 'disable', 'job']],
  [['clients', 'disable', 'job', '--enable', '--json']],
  [['clients', 'disable', 'nobody']],
  [['clients', 'remove', 'job', '--json']],
  [['clients', 'remove', 'job']],
  [['clients', 'remove', 'm2m']],
  [['users', 'list', '--json']],
  [['users', 'add', 'bob', '--password-stdin', '--email', 'bob@example.com', '--json'], 'correct horse\n'],
  [['users', 'add', 'BOB', '--no-password']],
  [['users', 'add', 'carol', '--no-password', '--subject', 'c-1', '--name', 'Carol']],
  [['users', 'add', 'carol', '--no-password', '--subject', 'c-1', '--name', 'Carol']],
  [['users', 'add', 'dave', '--no-password', '--subject', 'm2m']],
  [['users', 'add', 'dave', '--password-stdin'], 'short\n'],
  [['users', 'add', 'c-1', '--no-password', '--subject', 'c-2']],
  [['users', 'list', '--search', 'ARO']],
  [['users', 'disable', 'Carol', '--json']],
  [['users', 'disable', 'carol', '--enable']],
  [['users', 'disable', 'nobody']],
  [['users', 'disable', 'c-1']],
  [['users', 'password', 'carol', '--password-stdin'], 'correct horse\n'],
  [['users', 'password', 'nobody', '--password-stdin'], 'correct horse\n'],
  [['users', 'unlock', 'carol']],
  [['users', 'sessions', 'carol']],
  [['users', 'sessions', '--subject', 'unknown', '--json']],
  [['users', 'sessions']],
  [['users', 'sign-out', 'carol', '--json']],
  [['users', 'sign-out', 'carol', '--session', 'none']],
  [['users', 'remove', 'carol', '--json']],
  [['users', 'remove', '--subject', 'c-1']],
  [['users', 'remove', 'alice']],
  [['clients', 'invite', '--uses', '3', '--expires', '60', '--json']],
  [['keys', 'list']],
  [['keys', 'rotate', '--algorithm', 'RS256']],
  [['keys', 'rotate', '--json']],
  [['keys', 'list', '--json']],
  [['keys', 'retire', 'none']],
];

describe('commands', () => {
  it('give the same output and exit code on the store and through a server', async (context) => {
    const [one, other] = await Promise.all([installation(context, 'direct'), installation(context, 'through')]);
    const here: object[] = [];
    const there: object[] = [];
    for (const [args, input] of cases) {
      const outcomes = await Promise.all([one.direct(args, input), other.through(args, input)]);
      const [first, second] = outcomes.map((outcome) => ({ args, ...told(outcome) }));
      here.push(first!);
      there.push(second!);
    }
    expect(there).toEqual(here);
    // Both are as they should be, not alike in failing.
    expect(here.map((outcome) => ('code' in outcome ? outcome.code : '')).join('')).toBe(
      '001010210000001000022211011001011001011200001101000201011002001',
    );
  }, 300_000);

  it('say what is wrong with a token, and do nothing then', async (context) => {
    const { server, made, direct } = await installation(context, 'tokens', {});
    const add = (token: string, ...flags: readonly string[]) =>
      run(newFolder(), ['clients', 'add', 'job', ...grant, '--server', server, ...flags], '', {
        MINTMARK_ADMIN_TOKEN: token,
      });
    const refused = `error: ${server} does not accept the token: it is over, revoked, or not one for the admin API of this server; \`mintmark admin token\` makes one on its machine\n`;
    expect(await add('wrong')).toEqual({ code: 1, stdout: '', stderr: refused });
    const brief = await made('--expires', '1');
    await expect.poll(async () => (await add(brief, '--set', 'nonsense=1')).stderr, { timeout: 20_000 }).toBe(refused);
    const reading = await made('--read');
    expect(await add(reading)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: the token only reads: this takes one with the scope mintmark.admin\n',
    });
    expect((await add('')).code).toBe(2);
    expect(JSON.parse((await direct(['clients', 'list', '--json'])).stdout)).toHaveLength(1);
    const listed = await run(newFolder(), ['clients', 'list', '--server', server, '--token', reading, '--json']);
    expect(JSON.parse(listed.stdout)).toHaveLength(1);
  });

  it('say what is wrong with the address of a server', async (context) => {
    const port = await freePort();
    const told = async (...flags: readonly string[]) => {
      const { code, stderr } = await run(newFolder(), ['clients', 'list', ...flags]);
      return [code, stderr];
    };
    expect(await told('--server', `http://localhost:${port}`, '--token', 't')).toEqual([
      1,
      expect.stringMatching(new RegExp(`^error: http://localhost:${port} cannot be asked: connect ECONNREFUSED`)),
    ]);
    expect(await told('--server', 'http://id.example.com:9401', '--token', 't')).toEqual([
      2,
      'error: --server: plain http to another machine shows the token to everybody on the way; use https, or --allow-plain-http\n',
    ]);
    expect(await told('--server', 'nonsense', '--token', 't')).toEqual([2, 'error: --server: Invalid URL\n']);
    expect(await told('--server', 'http://localhost:1', '--config', 'x.json', '--token', 't')).toEqual([
      2,
      'error: --config names a store and --server a server: name one of them\n',
    ]);
    expect(await told('--token', 't')).toEqual([2, 'error: --token and --allow-plain-http go with --server\n']);
    const { server } = await installation(context, 'public');
    const publicPort = server.replace(/\d+$/, (port) => port);
    expect((await told('--server', `${publicPort}/nowhere`, '--token', 't'))[0]).toBe(1);
  });

  it('print what happened, newest first', async (context) => {
    const { direct, through } = await installation(context, 'audited');
    await direct(['clients', 'add', 'job', ...grant]);
    await through(['clients', 'disable', 'job']);
    const flags = ['audit', '--type', 'AdminChange', '--client', 'job', '--since', '1h', '--json'];
    await expect.poll(async () => JSON.parse((await direct(flags)).stdout).length, { timeout: 20_000 }).toBe(2);
    const [newest, oldest] = JSON.parse((await through(flags)).stdout);
    expect([newest.by, newest.facts.action, oldest.by, oldest.facts.action]).toEqual([
      'mintmark-command',
      'client.disable',
      undefined,
      'client.create',
    ]);
    expect((await through(flags)).stdout).toBe((await direct(flags)).stdout);
    expect((await direct(['audit', '--until', '2020-01-01'])).stdout).toBe('none\n');
    expect((await direct(['audit', '--type', 'AdminChange', '--limit', '1'])).stdout.split('\n')).toHaveLength(3);
    expect((await direct(['audit', '--since', 'yesterday'])).code).toBe(2);
    const token = await direct(['audit', '--type', 'AdminChange', '--json']);
    expect(JSON.parse(token.stdout).map(({ facts }: { facts: { action: string } }) => facts.action)).toContain(
      'token.create',
    );
  });
});
