/** A process of its own: a server with or without the explorer (`on`, `off`). Prints which of its files were loaded, and whether services were changed. */
import { registerHooks } from 'node:module';

const loaded: string[] = [];
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const file = resolved.url.split('/src/explorer/')[1];
    if (file !== undefined) loaded.push(file);
    return resolved;
  },
});

const { secret, startFixture } = await import('../support/fixture.ts');
const { server, url, close } = await startFixture({ admin: { explorer: process.argv[2] === 'on' } });
const body = new URLSearchParams({ client_id: 'machine', client_secret: secret, grant_type: 'client_credentials' });
const answer = await fetch(`${url}/connect/token`, { method: 'POST', body });
const changed = Object.entries(server.services).flatMap(([name, service]) =>
  typeof service === 'object' && service !== null && Object.hasOwn(service, 'authenticate') ? [name] : [],
);
const kept = server.services.trips.list().items.length;
await close();
process.stdout.write(JSON.stringify({ status: answer.status, kept, changed, loaded: [...new Set(loaded)].sort() }));
