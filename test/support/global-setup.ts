import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import chromium from '@sparticuz/chromium';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `/postgres` answers the URL of the test run's PostgreSQL, `/chromium` the path of its browser: made when first asked for. */
    starter: string;
  }
}

/** Vitest's global setup: a run that needs no PostgreSQL and no browser does not pay for one, and workers share them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<PostgresServer> | undefined;
  let browser: Promise<string> | undefined;
  const start: Readonly<Record<string, () => Promise<string>>> = {
    '/postgres': async () => {
      postgres ??= startPostgresServer();
      return (await postgres).url;
    },
    // Unpacked by one process only: another would take the half-written file for a whole one.
    '/chromium': () => {
      browser ??= chromium.executablePath();
      return browser;
    },
  };
  const starter = createServer((request, response) => {
    Promise.resolve(start[request.url ?? '']?.()).then(
      (answer) => response.writeHead(answer === undefined ? 404 : 200).end(answer),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => starter.listen(0, '127.0.0.1', resolve));
  project.provide('starter', `http://127.0.0.1:${(starter.address() as AddressInfo).port}`);
  return async () => {
    starter.close();
    const server = await postgres?.catch(() => undefined);
    await server?.stop();
  };
}
