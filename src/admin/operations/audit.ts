import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { AuditAdministration } from '../audit-administration.ts';
import { pageOf, pageQuery } from '../lists.ts';
import { operation } from '../operation.ts';

const instant = () => z.coerce.number().int().min(0).max(253_402_300_799);
const name = () => z.string().min(1).max(512);

const shownAuditEntrySchema = z.object({
  id: z.string(),
  at: z.int().describe('Epoch seconds.'),
  type: z.string().describe('What happened, such as `UserSignedIn` or `AdminChange`.'),
  subject: z.string().optional().describe('The user whom it is about.'),
  clientId: z.string().optional().describe('The client that it is about.'),
  by: z.string().optional().describe('The administrator who did it: subject, or client id of a token without a user.'),
  facts: z
    .record(z.string(), z.json())
    .describe('`outcome`, `requestId`, `address` and what the type has besides; of a change `before` and `after`.'),
});

export function auditOperations(audit: AuditAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'listAuditEntries',
      method: 'GET',
      path: '/audit',
      access: 'read',
      tag: 'Audit',
      summary: 'List what happened, newest first',
      description: 'As far as `admin.audit` keeps it. What happened in this very moment may come a second later.',
      query: z.strictObject({
        from: instant().optional().describe('Epoch seconds, included.'),
        until: instant().optional().describe('Epoch seconds, included.'),
        type: z
          .string()
          .regex(/^[A-Za-z]{1,100}(?:,[A-Za-z]{1,100}){0,19}$/, { error: 'must be up to 20 types with commas between' })
          .optional()
          .describe('Only these: types with commas between.'),
        subject: name().optional().describe('Only what is about this user.'),
        client: name().optional().describe('Only what is about this client.'),
        by: name().optional().describe('Only what this administrator did.'),
        ...pageQuery,
      }),
      status: 200,
      result: pageOf(shownAuditEntrySchema),
      handle: async ({ query: { type, ...query } }) => ({
        body: await audit.list({ ...query, types: type?.split(',') }),
      }),
    }),
  ];
}
