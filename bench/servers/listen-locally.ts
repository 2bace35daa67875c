import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Resolves to the port. Connections stay open between rounds, as they do with Mintmark. */
export async function listenLocally(server: Server): Promise<number> {
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
