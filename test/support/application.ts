import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An application that only shows that the browser came back to it. */
export interface Application {
  readonly url: string;
  close(): void;
}

export async function startApplication(): Promise<Application> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><html lang="en"><title>application</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
