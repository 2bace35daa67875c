import { z } from 'zod';
import { auditStores } from '../model/admin.ts';
import { lifetime, nonEmptyList, subject, text } from './rules.ts';
import { uri } from './uri-rules.ts';

/** The admin port, beside where it listens. */
export const adminSchema = z.strictObject({
  url: uri('origin')
    .optional()
    .describe('Its address as callers and browsers see it. Absent: `http://localhost` with `listen.adminPort`.'),
  console: z
    .strictObject({
      subjects: nonEmptyList(subject()).optional().describe('Users, by `sub`.'),
      claim: z
        .strictObject({
          name: text().describe('Name of a claim about users, such as `roles`.'),
          value: text().describe('What it is, or what stands in its list.'),
        })
        .optional()
        .describe('Users by a claim about them, which only you should be able to give.'),
    })
    .optional()
    .describe(
      'Which users are administrators: for the console, and for tokens with a user at the API. Absent: none, and there is no console.',
    ),
  explorer: z
    .boolean()
    .optional()
    .describe(
      'Whether the trips of the last requests are kept in memory to be shown. Absent: in `dev` yes, in `start` no.',
    ),
  audit: z
    .strictObject({
      store: z
        .enum(auditStores)
        .optional()
        .describe(
          'What of the audit is kept in the store: nothing, changes by administrators, `security`: also all but tokens issued and asked about, or everything. Absent: `security` with `listen.adminPort`, else `off`.',
        ),
      retention: lifetime().default(7_776_000).describe('Seconds that it is kept.'),
    })
    .prefault({})
    .describe('Who did what, to be looked up later.'),
});
