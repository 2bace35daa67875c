/**
 * Users of one's own: a table in SQLite decides who may sign in and what tokens say about them.
 *
 *     node --conditions=source examples/custom-password/server.ts
 *     curl -u legacy:secret -d 'grant_type=password&username=ada@example.com&password=ada' http://localhost:9400/connect/token
 */
import { type ExampleOptions, run } from '../run.ts';
import { OwnUsers } from './own-users.ts';

export function options(users: OwnUsers) {
  return {
    apiScopes: [{ name: 'orders.read', userClaims: ['email', 'name'] }],
    clients: [
      {
        clientId: 'legacy',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['password'],
        allowedScopes: ['orders.read'],
        allowOfflineAccess: true,
      },
    ],
    resourceOwnerPasswordValidator: users,
    profileService: users,
  } satisfies ExampleOptions;
}

if (import.meta.main) {
  const users = new OwnUsers(':memory:');
  await users.add('ada@example.com', 'ada', 'Ada Lovelace');
  await run(options(users));
}
