/**
 * Custom token responses, five ways. Choose one and ask for a token:
 *
 *     node --conditions=source examples/custom-response/server.ts one-grant
 *     curl -u worker:secret -d grant_type=client_credentials http://localhost:9400/connect/token
 */
import { type ExampleOptions, run } from '../run.ts';
import { EveryGrantGenerator } from './every-grant.ts';
import { FirstResponsesGenerator } from './first-responses.ts';
import { tenantValidator } from './from-validator.ts';
import { LeaveOutGenerator } from './leave-out.ts';
import { OneGrantGenerator } from './one-grant.ts';

export const configuration = {
  apiScopes: [{ name: 'orders.read' }],
  clients: [
    {
      clientId: 'worker',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['client_credentials', 'password'],
      allowedScopes: ['orders.read'],
      allowOfflineAccess: true,
    },
  ],
  users: [{ subject: '1', username: 'alice', password: 'alice' }],
} satisfies ExampleOptions;

export const stories = {
  'one-grant': { services: { tokenResponseGenerator: (services) => new OneGrantGenerator(services) } },
  'every-grant': { services: { tokenResponseGenerator: (services) => new EveryGrantGenerator(services) } },
  'first-responses': { services: { tokenResponseGenerator: (services) => new FirstResponsesGenerator(services) } },
  'leave-out': { services: { tokenResponseGenerator: (services) => new LeaveOutGenerator(services) } },
  'from-validator': { customTokenRequestValidator: tenantValidator },
} satisfies Record<string, Pick<ExampleOptions, 'services' | 'customTokenRequestValidator'>>;

if (import.meta.main) {
  const story = Object.entries(stories).find(([name]) => name === process.argv[2]);
  if (story === undefined) throw new Error(`Choose one of ${Object.keys(stories).join(', ')}.`);
  await run({ ...configuration, ...story[1] });
}
