import { createServer, type RequestListener } from 'node:http';
import { type AdminClient, AdminError, createAdminClient } from 'mintmark/admin';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { operations } from '../../src/admin-client/generated/operations.ts';
import { type AdminServer, adminToken, startAdmin } from '../support/admin.ts';

const machine = {
  allowedGrantTypes: ['client_credentials'],
  clientSecrets: [{ value: 'c2VjcmV0LXRoYXQtaXMtbG9uZy1lbm91Z2gK' }],
};
const oddId = 'a/b?c=%2F #~';

let server: AdminServer;
let admin: AdminClient;
beforeAll(async () => {
  const numbered = Array.from({ length: 120 }, (_, index) => ({
    ...machine,
    clientId: `n${String(index).padStart(3, '0')}`,
  }));
  server = await startAdmin({ clients: [...numbered, { ...machine, clientId: oddId, clientName: 'Odd' }] });
  admin = createAdminClient({ url: server.admin, token: await adminToken(server) });
});
afterAll(() => server.close());

const failed = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      if (error instanceof AdminError) return error;
      throw error;
    },
  );

describe('the client of the admin API', () => {
  it('has a method an operation of the server, and no other', async () => {
    const served = await server.server.services.adminOperations();
    expect(Object.keys(admin).sort()).toEqual(served.map(({ id }) => id).sort());
    for (const { id, method, path, query } of served) {
      expect(operations[id as keyof typeof operations]).toMatchObject({
        method,
        path,
        query: Object.keys(query?.shape ?? {}),
      });
    }
  });

  it('reads a list page by page, or item by item over all pages', async () => {
    const first = await admin.listClients({ search: 'n0', limit: 40 });
    expect([first.items.length, first.items[0]?.clientId, typeof first.next]).toEqual([40, 'n000', 'string']);
    const second = await admin.listClients({ search: 'n0', limit: 40, after: first.next });
    expect(second.items[0]?.clientId).toBe('n040');
    const seen: string[] = [];
    for await (const { clientId } of admin.listClients({ search: 'n', limit: 50 })) seen.push(clientId);
    expect([seen.filter((id) => /^n\d+$/.test(id)).length, new Set(seen).size === seen.length]).toEqual([120, true]);
    const some: string[] = [];
    for await (const { clientId } of admin.listClients({ search: 'n1', limit: 2 })) {
      some.push(clientId);
      if (some.length === 3) break;
    }
    expect(some).toEqual(['n100', 'n101', 'n102']);
    expect(await admin.listClients({ search: 'n11', limit: 200 }).all()).toHaveLength(10);
  });

  it('finds what has an odd name, with the tag of what it is', async () => {
    const { value, etag } = await admin.getClient({ clientId: oddId });
    expect([value.clientId, value.clientName]).toEqual([oddId, 'Odd']);
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await admin.getClient({ clientId: oddId })).etag).toBe(etag);
  });

  it('throws problems that say which, where and in which line of the log', async () => {
    const unknown = await failed(admin.getClient({ clientId: 'nobody' }));
    expect([unknown.status, unknown.problem, unknown.message]).toEqual([404, 'not-found', 'there is no client nobody']);
    expect(unknown.requestId).toMatch(/^[\w-]{10,}$/);
    const invalid = await failed(admin.listClients({ limit: 1000 }));
    expect([invalid.status, invalid.problem, invalid.errors.map(({ path }) => path)]).toEqual([
      400,
      'invalid',
      ['limit'],
    ]);
    expect(invalid.message).toMatch(/^limit: /);
    await expect(admin.getClient({ clientId: '' })).rejects.toThrow('clientId: must be a text that is not empty');
    await expect(admin.getClient({ clientId: '..' })).rejects.toThrow('clientId: no address can name ..');
  });

  it('tells a token that is wrong from one that is over and one for something else', async ({ onTestFinished }) => {
    const told = async (token: string) => {
      const { status, problem } = await failed(createAdminClient({ url: server.admin, token }).listClients());
      return [status, problem];
    };
    expect(await told('wrong')).toEqual([401, 'invalid-token']);
    const token = await adminToken(server);
    onTestFinished(() => server.clock.advance(-3601));
    server.clock.advance(3601);
    expect(await told(token)).toEqual([401, 'invalid-token']);
  });

  it('asks for another token where one is not accepted, and once only', async () => {
    const asked: (string | undefined)[] = [];
    const good = await adminToken(server);
    const renewing = createAdminClient({
      url: `${server.admin}/`,
      getToken: (refused) => {
        asked.push(refused);
        return refused === undefined ? 'old' : good;
      },
    });
    expect((await renewing.listClients({ limit: 1 })).items).toHaveLength(1);
    expect(asked).toEqual([undefined, 'old']);
    const hopeless = createAdminClient({ url: server.admin, getToken: (refused) => `${refused}x` });
    expect((await failed(hopeless.listClients())).problem).toBe('invalid-token');
  });

  it('sends its token over plain http to this machine alone, and takes no other address', () => {
    const made =
      (url: string, more: object = {}) =>
      () =>
        createAdminClient({ url, token: 't', ...more });
    expect(made('http://id.example.com:9401')).toThrow('plain http to another machine');
    expect(made('http://id.example.com:9401', { allowPlainHttp: true })).not.toThrow();
    for (const url of ['https://id.example.com', 'http://127.0.0.1:1', 'http://[::1]:1', 'http://a.localhost'])
      expect(made(url)).not.toThrow();
    for (const url of ['ftp://localhost', 'http://u:p@localhost', 'http://localhost?x', 'localhost'])
      expect(made(url)).toThrow(TypeError);
    expect(() => createAdminClient({ url: server.admin })).toThrow('token: give one, or getToken');
  });

  it.for<[string, RequestListener, number, RegExp]>([
    [
      'a page',
      (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>'),
      404,
      /^what answered is no admin API \(404\)$/,
    ],
    ['no JSON', (_, response) => response.end('hello'), 200, /^the answer is none of the admin API$/],
    [
      'a way elsewhere',
      (_, response) => response.writeHead(302, { location: 'http://localhost:1/' }).end(),
      0,
      /redirect/,
    ],
    ['nothing', () => {}, 0, /^there was no answer within 0.2 seconds$/],
  ])('knows what is no admin API: %s', async ([, listener, status, message], { onTestFinished }: TestContext) => {
    const other = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => {
      other.closeAllConnections();
      other.close();
    });
    const { port } = other.address() as { port: number };
    const client = createAdminClient({
      url: `http://127.0.0.1:${port}`,
      token: 't',
      timeoutMs: message.source.includes('0.2') ? 200 : 20_000,
    });
    const error = await failed(client.listClients());
    expect([error.status, error.problem]).toEqual([status, undefined]);
    expect(error.message).toMatch(message);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort();
    const client = createAdminClient({ url: server.admin, token: 't', signal: stop.signal });
    expect((await failed(client.listClients())).status).toBe(0);
  });
});
