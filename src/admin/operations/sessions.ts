import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import { pageOf, pageQuery } from '../lists.ts';
import { operation } from '../operation.ts';
import type { SessionAdministration } from '../session-administration.ts';
import { handleName, subjectParameter } from './users.ts';

const tag = 'Sessions';

const shownSessionSchema = z.object({
  id: z.string().describe('The `sid` of its tokens; opens nothing.'),
  subject: z.string(),
  signedInAt: z.int().describe('Epoch seconds.'),
  usedAt: z.int().optional().describe('When it was used last, to a minute; absent: not known.'),
  expiresAt: z.int().describe('When it ends unless it is used, in epoch seconds.'),
  clients: z.array(z.string()).describe('Clients that got an ID token in it.'),
  place: z
    .object({
      address: z.string().optional(),
      browser: z.string().optional().describe('Its family, such as `Firefox`.'),
      system: z.string().optional().describe('Such as `Windows`.'),
    })
    .optional()
    .describe('Where it began; absent: not known.'),
  identityProvider: z.string().optional().describe('`local`, or the provider that said who the user is.'),
});

export function sessionOperations(sessions: SessionAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'listSessions',
      method: 'GET',
      path: '/users/{subject}/sessions',
      access: 'read',
      tag,
      summary: 'List where a user is signed in',
      description: 'Also of a user that the directory does not know. In no order that means anything.',
      parameters: z.object({ subject: subjectParameter }),
      query: z.strictObject(pageQuery),
      status: 200,
      result: pageOf(shownSessionSchema),
      handle: async ({ parameters: { subject }, query }) => ({ body: await sessions.list(subject, query) }),
    }),
    operation({
      id: 'endSession',
      method: 'DELETE',
      path: '/users/{subject}/sessions/{sessionId}',
      access: 'change',
      tag,
      summary: 'End a session, with all codes and tokens that were issued in it',
      description: 'Refresh tokens of the session end as well. Applications are told by the back channel.',
      parameters: z.object({ subject: subjectParameter, sessionId: handleName() }),
      status: 204,
      async handle({ parameters: { subject, sessionId } }, caller) {
        await sessions.end(subject, sessionId, caller);
        return {};
      },
    }),
  ];
}
