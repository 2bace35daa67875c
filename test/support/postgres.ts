import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where `test/support/postgres-database.ts` asks for the test run's PostgreSQL, which is started by the first who asks. */
    postgresStarter: string;
  }
}

/** Vitest's global setup: a run that needs no PostgreSQL does not pay for one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let running: Promise<PostgresServer> | undefined;
  const starter = createServer((_, response) => {
    running ??= startPostgresServer();
    running.then(
      ({ url }) => response.end(url),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => starter.listen(0, '127.0.0.1', resolve));
  project.provide('postgresStarter', `http://127.0.0.1:${(starter.address() as AddressInfo).port}/`);
  return async () => {
    starter.close();
    const server = await running?.catch(() => undefined);
    await server?.stop();
  };
}
