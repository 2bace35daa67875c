import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { GroundServices } from '../../wiring/ground-services.ts';
import { operation } from '../operation.ts';
import { serverFacts } from '../server-facts.ts';
import { shownSettings } from '../shown-settings.ts';

const tag = 'Server';

export function configurationOperations(
  services: Pick<GroundServices, 'settings' | 'storeKind'>,
): readonly AdminOperation[] {
  return [
    operation({
      id: 'getServer',
      method: 'GET',
      path: '/server',
      access: 'read',
      tag,
      summary: 'Which server answers, and what it runs on',
      status: 200,
      result: z.object({
        version: z.string(),
        node: z.string().describe('The version of Node.'),
        issuer: z.string(),
        mode: z.enum(['dev', 'production']),
        store: z.enum(['memory', 'sqlite', 'postgres', 'own']).describe('`own`: one that a program brought.'),
        processId: z.int().describe('Of the process that answers.'),
        startedAt: z.int().describe('Epoch seconds.'),
        uptimeSeconds: z.int(),
      }),
      handle: async () => ({ body: serverFacts(services) }),
    }),
    operation({
      id: 'getConfiguration',
      method: 'GET',
      path: '/configuration',
      access: 'read',
      tag,
      summary: 'The configuration as it was loaded, with every default; secrets, hashes and passwords are hidden',
      description:
        'It is changed where it was loaded from. Clients and users that are stored beside those of the configuration have operations of their own.',
      status: 200,
      result: z.object({
        settings: z
          .record(z.string(), z.unknown())
          .describe('By the names of `docs/reference/configuration.md`; scopes and APIs stand in `catalogue`.'),
        stored: z.array(z.string()).describe('Members that the store holds more of: they are changed by operations.'),
      }),
      handle: async () => ({
        body: { settings: shownSettings(services.settings), stored: ['clients', 'users'] },
      }),
    }),
  ];
}
