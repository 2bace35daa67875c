import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { ClientAdministration } from '../client-administration.ts';
import { operation } from '../operation.ts';
import { shownSecretSchema } from '../shown-client-schema.ts';

const tag = 'Clients';
const clientId = z.string().describe('Its id, percent-encoded.');

export function clientSecretOperations(clients: ClientAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'addClientSecret',
      method: 'POST',
      path: '/clients/{clientId}/secrets',
      access: 'change',
      tag,
      summary: 'Give a client one more secret, which is shown this once',
      description: 'Those that it has stay good: withdraw them once the new one is in use.',
      parameters: z.object({ clientId }),
      body: z
        .strictObject({
          description: z.string().min(1).max(200).optional().describe('For you: what it is for.'),
          expiresAt: z
            .int()
            .min(0)
            .max(253_402_300_799)
            .optional()
            .describe('Epoch seconds from which on it is refused; absent: never.'),
        })
        .default({}),
      status: 201,
      result: shownSecretSchema.extend({ clientSecret: z.string().describe('In plain text, shown this once.') }),
      problems: ['configured', 'not-possible'],
      async handle({ parameters, body }, caller) {
        const { plain, secret } = await clients.addSecret(parameters.clientId, body, caller);
        return { body: { ...secret, clientSecret: plain } };
      },
    }),
    operation({
      id: 'renewClientSecret',
      method: 'POST',
      path: '/clients/{clientId}/secrets/renew',
      access: 'change',
      tag,
      summary: 'Give a client a new secret in the place of all others; it is shown this once',
      parameters: z.object({ clientId }),
      body: z
        .strictObject({
          keep: z
            .int()
            .min(0)
            .max(999_999_999)
            .default(0)
            .describe('Seconds that the others stay good; 0: they end now.'),
        })
        .default({ keep: 0 }),
      status: 200,
      result: z.object({
        clientId: z.string(),
        clientSecret: z.string().describe('In plain text, shown this once.'),
      }),
      problems: ['configured', 'not-possible'],
      async handle({ parameters, body: { keep } }, caller) {
        const clientSecret = await clients.renewSecret(parameters.clientId, keep, caller);
        return { body: { clientId: parameters.clientId, clientSecret } };
      },
    }),
    operation({
      id: 'withdrawClientSecret',
      method: 'DELETE',
      path: '/clients/{clientId}/secrets/{secretId}',
      access: 'change',
      tag,
      summary: 'End one secret of a client at once',
      description: 'What was issued with it stays good; other nodes notice within 5 seconds.',
      parameters: z.object({ clientId, secretId: z.string().describe('`id` of the secret.') }),
      status: 204,
      problems: ['configured', 'not-possible'],
      async handle({ parameters }, caller) {
        await clients.withdrawSecret(parameters.clientId, parameters.secretId, caller);
        return {};
      },
    }),
  ];
}
