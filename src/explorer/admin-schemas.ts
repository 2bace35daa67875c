import { z } from 'zod';

const named = z.object({ name: z.string(), value: z.string() });
const timed = {
  startMs: z.number().describe('Milliseconds since the request arrived.'),
  durationMs: z.number(),
};
const outcome = z.enum(['done', 'refused', 'failed']);

/** A trip as the API shows it. */
export const tripSchema = z.object({
  requestId: z.string().describe('Also `x-request-id` of the answer.'),
  at: z.number().describe('Epoch seconds.'),
  method: z.string(),
  path: z.string().describe('Of the endpoint, relative to the issuer.'),
  durationMs: z.number(),
  status: z.int(),
  outcome: z.enum(['answered', 'refused']),
  clientId: z.string().optional().describe('As it was proved, else as the request says.'),
  grantType: z.string().optional(),
  subjectId: z.string().optional(),
  parameters: z.array(
    z.object({
      in: z.enum(['query', 'body', 'header']),
      name: z.string(),
      value: z.string().optional().describe('Only where it is harmless.'),
    }),
  ),
  steps: z.array(z.object({ name: z.string(), ...timed, outcome, result: z.string().optional() })),
  storeCalls: z.array(z.object({ operation: z.string(), ...timed, failed: z.boolean() })),
  seams: z
    .array(
      z.object({
        service: z.string(),
        className: z.string(),
        method: z.string(),
        ...timed,
        outcome,
        changes: z
          .array(
            z.object({
              kind: z.enum(['added', 'changed', 'removed']),
              member: z.string(),
              value: z.string().optional(),
            }),
          )
          .optional()
          .describe('Of what the default would have returned; absent: it was not asked.'),
      }),
    )
    .describe('Calls of code of your own.'),
  events: z.array(z.object({ type: z.string(), atMs: z.number(), facts: z.array(named) })),
  refusal: z
    .object({
      reason: z.string().optional(),
      error: z.string().optional(),
      description: z.string().optional(),
      detail: z.string().optional().describe('What exactly was wrong; the client was not told.'),
      fields: z.array(named),
      section: z.string().describe('Where the rule stands.'),
      likelyCause: z.string(),
      setting: z.string().describe('The settings to look at, or `none`.'),
    })
    .optional(),
  isBrief: z.boolean().describe('More requests came in that second than are followed: no steps were noted.'),
  leftOut: z.int().describe('How many steps and calls were too many to be kept.'),
});

const member = z.object({ name: z.string(), value: z.string(), meaning: z.string().optional() });
const checkOutcome = z.enum(['passed', 'failed', 'unknown']);

/** What a token is. */
export const explanationSchema = z.object({
  kind: z.string().describe('Such as `access token`, `refresh token`, `DPoP proof`, `unknown`.'),
  isOurs: z.boolean().describe('Whether this server made it.'),
  shown: z.string().describe('Its last four characters.'),
  verdict: z.string(),
  isAccepted: z.boolean().optional().describe('Absent: not for this server to say.'),
  header: z.array(member).optional(),
  claims: z.array(member).optional(),
  signature: z
    .object({
      algorithm: z.string(),
      keyId: z.string().optional(),
      signedBy: z.string(),
      outcome: checkOutcome,
    })
    .optional(),
  about: z.array(member).describe('Client, user, family, session and the like.'),
  times: z.array(z.object({ name: z.string(), at: z.number(), words: z.string() })),
  checks: z.array(z.object({ name: z.string(), outcome: checkOutcome, says: z.string() })),
});
