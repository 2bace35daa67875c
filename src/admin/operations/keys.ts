import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { KeyAdministration } from '../key-administration.ts';
import { operation } from '../operation.ts';

const tag = 'Signing keys';
const instant = (meaning: string) => z.int().describe(`${meaning}, epoch seconds.`);

const keySchema = z.object({
  keyId: z.string().describe('Its `kid`.'),
  algorithm: z.string(),
  createdAt: instant('When it was made'),
  activeAt: instant('From when it signs'),
  retiringAt: instant('Until when it signs'),
  retiredAt: instant('Until when it is published'),
  state: z
    .enum(['announced', 'signing', 'retiring', 'retired', 'unusable'])
    .describe('`unusable`: sealed under a master secret that this server does not have.'),
});
const keysSchema = z.object({ items: z.array(keySchema) });

export function keyOperations(keys: KeyAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'listKeys',
      method: 'GET',
      path: '/keys',
      access: 'read',
      tag,
      summary: 'List the signing keys',
      status: 200,
      result: keysSchema,
      handle: async () => ({ body: { items: await keys.list() } }),
    }),
    operation({
      id: 'rotateKeys',
      method: 'POST',
      path: '/keys/rotate',
      access: 'change',
      tag,
      summary: 'Announce new signing keys',
      description:
        'They sign after `signing.propagationTime`; where one is announced already, nothing happens. A key that leaked is retired instead.',
      body: z
        .strictObject({ algorithm: z.string().optional().describe('Only the key of this algorithm.') })
        .default({}),
      status: 200,
      result: keysSchema,
      handle: async ({ body }, caller) => ({ body: { items: await keys.rotate(body.algorithm, caller) } }),
    }),
    operation({
      id: 'retireKey',
      method: 'POST',
      path: '/keys/{keyId}/retire',
      access: 'change',
      tag,
      summary: 'End a key at once: every token that it signed is void',
      description: 'For keys that leaked. Another one signs in its place; other nodes notice within a minute.',
      parameters: z.object({ keyId: z.string().describe('Its `kid`.') }),
      status: 200,
      result: keySchema,
      handle: async ({ parameters }, caller) => ({ body: await keys.retire(parameters.keyId, caller) }),
    }),
  ];
}
