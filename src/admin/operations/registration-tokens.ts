import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import { operation } from '../operation.ts';
import type { RegistrationTokenAdministration } from '../registration-token-administration.ts';

const tenYears = 315_360_000;

export function registrationTokenOperations(tokens: RegistrationTokenAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'createRegistrationToken',
      method: 'POST',
      path: '/registration-tokens',
      access: 'change',
      tag: 'Registration tokens',
      summary: 'Make an initial access token, with which clients register themselves (RFC 7591 §3)',
      description: 'It is shown this once.',
      body: z
        .strictObject({
          uses: z.int().min(1).max(999_999).default(1).describe('How many clients may register with it.'),
          expiresIn: z.int().min(1).max(tenYears).default(604_800).describe('Seconds that it is good for.'),
        })
        .prefault({}),
      status: 201,
      result: z.object({
        initialAccessToken: z.string(),
        uses: z.int(),
        expiresAt: z.int().describe('Epoch seconds.'),
      }),
      problems: ['not-possible'],
      handle: async ({ body }, caller) => ({ body: await tokens.create(body.uses, body.expiresIn, caller) }),
    }),
  ];
}
