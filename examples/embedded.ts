import type { ExampleOptions } from './run.ts';

/** What the embedding examples serve: one API, one client. */
export const embedded = {
  mode: 'dev',
  storage: { kind: 'memory' },
  apiScopes: [{ name: 'orders.read' }],
  clients: [
    {
      clientId: 'worker',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['orders.read'],
    },
  ],
} satisfies ExampleOptions;
