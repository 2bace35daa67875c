/** A process of its own: a server with the fixture's configuration on an SQLite file. Prints its address once it answers. */

import { listen } from '../../src/http/node-listener.ts';
import { createServer } from '../../src/server/server.ts';
import { clients, fixture } from '../support/fixture.ts';

const [path, port, secret] = process.argv.slice(2) as [string, string, string];
const server = await createServer({
  ...fixture,
  clients,
  mode: 'dev',
  issuer: `http://localhost:${port}`,
  storage: { kind: 'sqlite', path },
  secret,
});
await listen(server, { host: '127.0.0.1', port: Number(port) });
process.stdout.write('ready\n');
