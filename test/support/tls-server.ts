import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Listening, listen, type MintmarkServer, type ServerOptions } from 'mintmark';
import { type SettableClock, settableClock } from 'mintmark/testing';
import type { TlsReload } from '../../src/http/node-tls.ts';
import { makeCertificate, type TestCertificate } from './certificate.ts';
import { freePort } from './free-port.ts';

export const authority = makeCertificate({ subject: [['CN', 'Test authority']], isAuthority: true });

export function serverCertificate(name = 'localhost'): TestCertificate {
  return makeCertificate({
    subject: [['CN', name]],
    issuer: authority,
    names: [
      ['dns', 'localhost'],
      ['ip', '127.0.0.1'],
    ],
  });
}

export interface TlsServer {
  readonly url: string;
  /** The same with a port on which clients are asked for certificates. */
  readonly mutualUrl: string;
  readonly server: MintmarkServer;
  readonly clock: SettableClock;
  readonly listening: Listening;
  readonly reloads: readonly TlsReload[];
  /** Replaces the files of the server's certificate, as deployment tools do: by renaming. */
  install(certificate: Pick<TestCertificate, 'pem' | 'privateKey'>): void;
  close(): Promise<void>;
}

/** A real server that speaks TLS itself, on two free ports. */
export async function startTlsServer(options: Omit<ServerOptions, 'issuer' | 'listen'>): Promise<TlsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-tls-'));
  const files = { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') };
  const install: TlsServer['install'] = ({ pem, privateKey }) => {
    writeFileSync(`${files.key}.new`, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(`${files.certificate}.new`, pem);
    renameSync(`${files.key}.new`, files.key);
    renameSync(`${files.certificate}.new`, files.certificate);
  };
  install(serverCertificate());
  const [port, mutualPort] = [await freePort(), await freePort()];
  const url = `https://localhost:${port}`;
  const mutualUrl = `https://localhost:${mutualPort}`;
  const clock = settableClock();
  const server = await createServer({
    mode: 'dev',
    storage: { kind: 'memory' },
    clock,
    ...options,
    issuer: url,
    mutualTls: { baseUrl: mutualUrl },
    listen: { port, tls: { ...files, mutualPort } },
  });
  const reloads: TlsReload[] = [];
  const tls = { ...files, mutualPort, onReload: (reload: TlsReload) => reloads.push(reload) };
  const listening = await listen(server, { host: '127.0.0.1', port, tls });
  return { url, mutualUrl, server, clock, listening, reloads, install, close: () => listening.stop() };
}
