import { z } from 'zod';
import { pageOf, pageQuery } from '../admin/lists.ts';
import { operation } from '../admin/operation.ts';
import { AdminProblem } from '../admin/problem.ts';
import type { AdminOperation } from '../wiring/admin-operation.ts';
import { explanationSchema, tripSchema } from './admin-schemas.ts';
import type { ExplainServices } from './explanation/explain-services.ts';
import { explainToken, longestPasted } from './explanation/explain-token.ts';
import type { Trips } from './trips.ts';

const tag = 'Explorer';

const filters = {
  clientId: z.string().min(1).max(256).optional().describe('Of this client.'),
  path: z.string().min(1).max(256).optional().describe('At this endpoint, such as `/connect/token`.'),
  outcome: z.enum(['answered', 'refused']).optional(),
  reason: z.string().min(1).max(64).optional().describe('Refused for this reason (`docs/errors.md`).'),
  since: z.coerce.number().int().min(0).optional().describe('Epoch seconds.'),
  until: z.coerce.number().int().min(0).optional().describe('Epoch seconds.'),
};

export function explorerOperations(services: ExplainServices & { readonly trips: Trips }): readonly AdminOperation[] {
  const { trips } = services;
  return [
    operation({
      id: 'listTrips',
      method: 'GET',
      path: '/trips',
      access: 'read',
      tag,
      summary: 'List the last requests with their trips through the server',
      description:
        'Newest first; of this process alone, and only while `admin.explorer` is on: otherwise the list is empty. They are in memory, and newer ones push them out. No secret is among them.',
      query: z.strictObject({ ...pageQuery, ...filters }),
      status: 200,
      result: pageOf(tripSchema),
      handle: async ({ query }) => ({ body: trips.list(query) }),
    }),
    operation({
      id: 'getTrip',
      method: 'GET',
      path: '/trips/{requestId}',
      access: 'read',
      tag,
      summary: 'Show the trip of one request',
      parameters: z.object({
        requestId: z.string().min(1).max(64).describe('The `x-request-id` of its answer, also in the log.'),
      }),
      status: 200,
      result: tripSchema,
      async handle({ parameters: { requestId } }) {
        const trip = trips.find(requestId);
        if (trip !== undefined) return { body: trip };
        const why = trips.on ? 'it is too old, or another process answered it' : '`admin.explorer` is off';
        throw new AdminProblem('not-found', { detail: `No request of this id is kept: ${why}.` });
      },
    }),
    operation({
      id: 'explainToken',
      method: 'POST',
      path: '/tokens/explain',
      access: 'read',
      tag,
      summary: 'Say what a token is, and whether it would be accepted here',
      description:
        'Judged by the validators of the server. Nothing is consumed, written, fetched or kept, also where `admin.explorer` is off.',
      body: z.strictObject({
        token: z.string().min(1).max(longestPasted).describe('A token, code, proof, assertion or request object.'),
      }),
      status: 200,
      result: explanationSchema,
      handle: async ({ body: { token } }, { context }) => ({ body: await explainToken(services, token, context.now) }),
    }),
  ];
}
