import { chmodSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { makeCertificate, type TestCertificate } from '../support/certificate.ts';
import { newFolder, production, run, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { authority, serverCertificate } from '../support/tls-server.ts';
import { doctor, drawnSecret } from './doctor-support.ts';

/** A server in a process of its own, behind `proxyPort` where that is given. */
async function started(
  context: TestContext,
  more: { listen?: object; issuer?: string; clients?: readonly object[] } = {},
) {
  const folder = newFolder();
  const port = await freePort();
  const { listen = {}, issuer = `http://localhost:${port}`, ...rest } = more;
  const settings = {
    issuer,
    storage: { kind: 'sqlite', path: join(folder, 'store.db') },
    signing: { algorithms: ['ES256'] },
    ...rest,
  };
  const config = production(folder, { ...settings, listen: { port, ...listen } });
  await serve(context, folder, ['start', '--config', config], { MINTMARK_SECRET: drawnSecret });
  /** Another configuration for the doctor than that of the server. */
  const now = (other: object) => production(folder, { ...settings, listen: { port, ...listen }, ...other });
  return { folder, port, issuer, now };
}

async function listening<Listener extends Server>(
  server: Listener,
  { onTestFinished }: TestContext,
  host = '127.0.0.1',
): Promise<number> {
  server.listen(0, host);
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

type HeaderChange = (headers: http.IncomingHttpHeaders) => http.IncomingHttpHeaders;

/** A proxy in front; `status`: what it answers by itself. */
function proxyTo(
  target: () => number,
  change: HeaderChange = (headers) => headers,
  status: (path: string) => number | undefined = () => undefined,
) {
  return http.createServer((request, response) => {
    const own = status(request.url ?? '');
    if (own !== undefined) {
      response.writeHead(own).end();
      return;
    }
    const { method, url: path } = request;
    const onward = http.request(
      { port: target(), host: '127.0.0.1', method, path, headers: change(request.headers) },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
}

/** What the doctor says of a server behind a proxy that changes headers so. */
async function throughProxy(
  context: TestContext,
  trustProxy: boolean,
  change: HeaderChange,
): Promise<readonly string[]> {
  let target = 0;
  const port = await listening(
    proxyTo(() => target, change),
    context,
  );
  const server = await started(context, { issuer: `http://localhost:${port}`, listen: { trustProxy } });
  target = server.port;
  return (await doctor(server.folder)).wrong('proxy');
}

const sound: HeaderChange = ({ 'client-cert': _, forwarded: __, ...headers }) => ({
  ...headers,
  'x-forwarded-for': '127.0.0.1',
});

describe('the doctor, from outside', () => {
  it('finds nothing wrong with a sound server, and ends with 0', async (context) => {
    const client = {
      clientId: 'm2m',
      clientSecrets: [{ value: 'c2VjcmV0LXRoYXQtaXMtbG9uZy1lbm91Z2gK' }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['read'],
    };
    const { folder, issuer, port, now } = await started(context, {
      clients: [client],
      listen: { adminPort: await freePort() },
    });
    const { code, severity, findings, facts, wrong } = await doctor(folder);
    expect(findings.filter(({ cure }) => cure !== undefined)).toEqual([]);
    expect([code, severity]).toEqual([0, 'note']);
    expect(facts('clock')).toEqual(["ok the server's clock agrees with this machine's"]);
    expect(facts('outside')).toEqual([
      `ok ${issuer} is this server, and discovery says what the configuration does`,
      'ok the 1 keys of the store are published',
      'ok the 9 endpoints of discovery lead to the server',
    ]);
    expect(facts('proxy')).toEqual([
      'ok no proxy names the addresses of clients, and none is believed',
      'note a Client-Cert from outside gets through; it is not believed',
    ]);
    expect(facts('ports')[0]).toBe(`ok the server on 127.0.0.1:${port} is ready`);
    expect(wrong('ports')).toEqual([]);
    now({ clients: [{ ...client, clientSecrets: [{ value: 'short' }] }] });
    expect((await doctor(folder)).code).toBe(3);
  });

  it('tells of a server that is not there, is silent, drips, is no Mintmark or another one', async (context) => {
    const folder = newFolder();
    production(folder, { storage: { kind: 'memory' } });
    const told = async (port: number) => (await doctor(folder, ['--url', `http://127.0.0.1:${port}`])).wrong('outside');
    const port = await freePort();
    expect(await told(port)).toEqual([
      `error http://127.0.0.1:${port} cannot be reached from here: connect ECONNREFUSED 127.0.0.1:${port} [issuer]`,
    ]);
    const silent = await listening(
      createTcpServer((socket) => void socket.on('error', () => {})),
      context,
    );
    const started = performance.now();
    expect(await told(silent)).toEqual([
      `error http://127.0.0.1:${silent} cannot be reached from here: no answer within 5 seconds [issuer]`,
    ]);
    const dripping = await listening(
      http.createServer((_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        const timer = setInterval(() => response.write('x'), 500);
        response.on('close', () => clearInterval(timer));
      }),
      context,
    );
    expect(await told(dripping)).toEqual([expect.stringContaining('no answer within 5 seconds')]);
    expect(performance.now() - started).toBeLessThan(40_000);
    const endless = await listening(
      http.createServer((_, response) => {
        response.writeHead(200);
        const more = () => {
          while (response.write('x'.repeat(65_536)));
          response.once('drain', more);
        };
        more();
      }),
      context,
    );
    expect(await told(endless)).toEqual([expect.stringContaining('the answer is larger than a megabyte')]);
    const page = await listening(
      http.createServer((_, response) => void response.end('<h1>Welcome to nginx!</h1>')),
      context,
    );
    expect(await told(page)).toEqual([
      `error http://127.0.0.1:${page}/.well-known/openid-configuration answers 200 and no JSON: it is no Mintmark, or the proxy leads elsewhere [issuer]`,
    ]);
    const other = await listening(
      http.createServer((_, response) => void response.end('{"issuer":"https://other.example"}')),
      context,
    );
    expect(await told(other)).toEqual([
      'error the server there calls itself https://other.example, the configuration says http://localhost:9400: clients refuse one or the other (OpenID Connect Discovery §4.3) [issuer]',
    ]);
  });

  it('compares the clocks', async (context) => {
    const folder = newFolder();
    production(folder, { storage: { kind: 'memory' } });
    const clock = async (ahead: number) => {
      const port = await listening(
        http.createServer((_, response) => {
          response.sendDate = false;
          response.writeHead(404, { date: new Date(Date.now() + ahead * 1000).toUTCString() }).end();
        }),
        context,
      );
      return (await doctor(folder, ['--url', `http://127.0.0.1:${port}`])).wrong('clock');
    };
    expect(await clock(3600)).toEqual([
      expect.stringMatching(/^error the server's clock is 3(?:599|600) seconds ahead of this machine's$/),
    ]);
    expect(await clock(-15)).toEqual([
      expect.stringMatching(/^warning the server's clock is 1[45] seconds behind this machine's$/),
    ]);
    expect(await clock(1)).toEqual([]);
  });

  it('tells of a server that runs with another configuration, database or setting of trustProxy', async (context) => {
    const { folder, port, now } = await started(context);
    now({ apiScopes: [{ name: 'read' }, { name: 'write' }], endpoints: { ciba: false } });
    expect((await doctor(folder)).wrong('outside')).toEqual([
      expect.stringMatching(
        /^warning discovery does not say what the configuration does: .*scopes_supported.*backchannel_authentication_endpoint/,
      ),
    ]);
    const elsewhere = newFolder();
    now({ storage: { kind: 'sqlite', path: join(elsewhere, 'other.db') } });
    await run(folder, ['keys', 'list', '--config', join(folder, 'mintmark.config.json')], '', {
      MINTMARK_SECRET: drawnSecret,
    });
    expect((await doctor(folder)).wrong('outside')).toEqual([
      expect.stringMatching(
        /^error the store has \S+, which is not published; \S+ is published and not in the store: the server works on another database/,
      ),
    ]);
    now({ listen: { port, trustProxy: true } });
    expect((await doctor(folder)).wrong('proxy')).toEqual([
      'warning the server runs with listen.trustProxy false, the configuration says true [listen.trustProxy]',
    ]);
  });

  it.for<[string, boolean, HeaderChange, readonly unknown[]]>([
    ['sets its own headers and is believed', true, sound, []],
    [
      'passes everything on and is believed',
      true,
      (headers) => headers,
      [
        'error the server believes a proxy, and none names the address of clients: whoever sends such a header is believed [listen.trustProxy]',
        'error a forged X-Forwarded-For from outside is believed: limits on guessing passwords can be passed [listen.trustProxy]',
        'error a forged Client-Cert from outside gets through: whoever has a copy of a certificate of a client is that client (RFC 9440 §4) [listen.trustProxy]',
      ],
    ],
    [
      'adds the address and keeps what came, as most do',
      true,
      ({ 'client-cert': _, ...headers }) => ({
        ...headers,
        'x-forwarded-for': [headers['x-forwarded-for'] ?? '', '203.0.113.9'].join(),
      }),
      [],
    ],
    [
      'sets its own headers and is not believed',
      false,
      sound,
      [
        expect.stringMatching(
          /^warning a proxy names the address of clients, and the server takes \S+ for everybody's: limits of an address hit all users at once \[listen.trustProxy\]$/,
        ),
      ],
    ],
  ])('judges a proxy that %s', async ([, trustProxy, change, told], context) => {
    expect(await throughProxy(context, trustProxy, change)).toEqual(told);
  });

  it('tells of paths that a proxy does not pass on, of another port behind it, and of what it cannot learn', async (context) => {
    const kept = ['/connect/introspect', '/health/live'];
    let target = 0;
    const port = await listening(
      proxyTo(
        () => target,
        sound,
        (path) => (kept.includes(path) ? 404 : undefined),
      ),
      context,
    );
    const adminPort = await freePort();
    const server = await started(context, {
      issuer: `http://localhost:${port}/id`,
      listen: { trustProxy: true, adminPort },
    });
    kept[0] = '/id/connect/introspect';
    kept[1] = '/id/health/live';
    kept.push('/.well-known/oauth-authorization-server/id');
    target = server.port;
    const { wrong, facts } = await doctor(server.folder);
    expect(wrong('outside')).toEqual([
      `error introspection_endpoint: http://localhost:${port}/id/connect/introspect does not lead to the server (404)`,
      `warning http://localhost:${port}/.well-known/oauth-authorization-server/id answers 404: clients that follow RFC 8414 §3.1 look there [issuer]`,
    ]);
    expect(facts('proxy')).toEqual([
      `note http://localhost:${port}/id/health/live does not tell how requests arrive: the proxy keeps the path or the header mintmark-doctor back, or the server has another secret or an older release`,
    ]);
    const leaky = await listening(
      proxyTo(() => adminPort, sound),
      context,
    );
    expect((await doctor(server.folder, ['--url', `http://localhost:${leaky}`])).wrong('ports')).toEqual([
      `error http://localhost:${leaky}/metrics shows the metrics to the public [listen.adminPort]`,
      `error http://localhost:${leaky}/admin/v1/openapi.json shows the admin API to the public [listen.adminPort]`,
    ]);
  });

  it('tells of an admin port that the public name reaches', async (context) => {
    const outer = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    const adminPort = await freePort();
    const { folder, port } = await started(context, { listen: { host: '0.0.0.0', adminPort } });
    expect((await doctor(folder, ['--url', `http://${outer?.address}:${port}`])).wrong('ports')).toEqual([
      `error the admin port ${adminPort} is reached by the public name ${outer?.address}: metrics and the admin API are open to whoever comes [listen.adminPort]`,
    ]);
    const inner = await started(context, { listen: { adminPort: await freePort() } });
    expect((await doctor(inner.folder, ['--url', `http://${outer?.address}:${port}`])).wrong('ports')).toEqual([]);
  });

  it('judges certificates in their files and as they are seen', async (context) => {
    const folder = newFolder();
    const files = { certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
    const trusted = join(folder, 'authority.pem');
    writeFileSync(trusted, authority.pem);
    const install = ({ pem, privateKey }: Pick<TestCertificate, 'pem' | 'privateKey'>) => {
      writeFileSync(files.certificate, pem);
      writeFileSync(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    };
    const now = Math.floor(Date.now() / 1000);
    const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
    const judge = async (
      certificate: TestCertificate,
      environment: Readonly<Record<string, string>> = { NODE_EXTRA_CA_CERTS: trusted },
    ) => {
      install(certificate);
      const port = await freePort();
      const issuer = `https://localhost:${port}`;
      const server = await started(context, { issuer, listen: { port, tls: files } });
      const { wrong } = await doctor(server.folder, [], environment);
      return wrong('tls').map((line) => line.replaceAll(String(port), 'PORT'));
    };
    expect(await judge(serverCertificate())).toEqual([]);
    expect(await judge(serverCertificate(), {})).toEqual([
      'error the certificate of https://localhost:PORT is not trusted here: UNABLE_TO_VERIFY_LEAF_SIGNATURE [listen.tls.certificate]',
    ]);
    const made = (more: object) =>
      makeCertificate({ subject: [['CN', 'localhost']], issuer: authority, names: [['dns', 'localhost']], ...more });
    expect(await judge(made({ until: now + 5 * 86_400 + 3600 }))).toEqual([
      `warning the certificate in the file ends in 5 days, on ${day(now + 5 * 86_400 + 3600)} [listen.tls.certificate]`,
      `warning the certificate of https://localhost:PORT (TLSv1.3) ends in 5 days, on ${day(now + 5 * 86_400 + 3600)} [listen.tls.certificate]`,
    ]);
    expect(await judge(made({ until: now - 86_400 }))).toEqual([
      `error the certificate in the file ended on ${day(now - 86_400)} [listen.tls.certificate]`,
      `error the certificate of https://localhost:PORT (TLSv1.3) ended on ${day(now - 86_400)} [listen.tls.certificate]`,
    ]);
    expect(await judge(made({ names: [['dns', 'other.example']] }))).toEqual([
      'error the certificate is none of localhost [listen.tls.certificate]',
      expect.stringMatching(/^error the certificate of https:\/\/localhost:PORT is another host's: /),
    ]);
    // Of files that changed since the server started.
    install(serverCertificate());
    writeFileSync(files.key, made({}).privateKey.export({ type: 'pkcs8', format: 'pem' }));
    chmodSync(files.key, 0o644);
    const stopped = newFolder();
    production(stopped, {
      issuer: `https://localhost:${await freePort()}`,
      storage: { kind: 'memory' },
      listen: { port: 0, tls: files },
    });
    const { wrong } = await doctor(stopped);
    expect(wrong('tls')).toEqual(['error the private key is not that of the certificate [listen.tls.key]']);
    expect(wrong('machine')).toEqual([
      `error ${files.key} (the private key of TLS, mode 0644) may be read by every user of this machine [listen.tls.key]`,
    ]);
  });
});
