import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { Counts } from '../counts.ts';
import { operation } from '../operation.ts';
import { shownGrantKinds } from '../shown-grant.ts';

const counted = z.object({
  count: z.int(),
  isComplete: z.boolean().describe('`false`: there are more.'),
});

const countsSchema = z.object({
  users: counted.describe('Exact up to 10,000.'),
  clients: z
    .object({ configuration: z.int(), store: z.int(), registered: z.int(), document: z.int() })
    .describe('By where they stand or came from; exact.'),
  sessions: counted.describe('Sign-ins that live; exact up to 10,000.'),
  grants: z
    .object({
      counts: z.record(z.enum([...shownGrantKinds, 'consent']), z.int()),
      isComplete: z.boolean().describe('`false`: only a part of the store was looked at, and there are more.'),
    })
    .describe('Live codes, tokens and consents by kind, among the first 10,000 rows of the store.'),
});

export function countOperations(count: () => Promise<Counts>): readonly AdminOperation[] {
  return [
    operation({
      id: 'getCounts',
      method: 'GET',
      path: '/counts',
      access: 'read',
      tag: 'Counts',
      summary: 'How many users, clients, sessions and grants there are',
      description: 'Cheap, however many there are: what would take long to count exactly is told up to a bound.',
      status: 200,
      result: countsSchema,
      handle: async () => ({ body: await count() }),
    }),
  ];
}
