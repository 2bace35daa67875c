import { z } from 'zod';
import { userSchema } from '../config/user-schema.ts';
import { limits } from '../model/limits.ts';

const { subject, username, passwordHash, claims } = userSchema.shape;

/** Shorter ones are guessed (NIST SP 800-63B-4 §3.1.1.2 for passwords that do not stand alone). */
const shortestPassword = 8;

export const passwordSchema = z
  .string()
  .min(shortestPassword, { error: `must have at least ${shortestPassword} characters` })
  .max(limits.password.most, { error: `must not be longer than ${limits.password.most} characters` })
  .describe('In plain text; only its argon2id hash is kept.');

/** A user to be added: as in the configuration, but that a subject may be made up. */
export const newUserSchema = z
  .strictObject({
    subject: subject.optional().describe('The `sub` of the user, which never changes; absent: made up.'),
    username,
    password: passwordSchema.optional(),
    passwordHash,
    claims,
    enabled: z.boolean().default(true).describe('Whether the user may sign in.'),
  })
  .refine(({ password, passwordHash }) => password === undefined || passwordHash === undefined, {
    path: ['passwordHash'],
    error: 'cannot stand beside password',
  });

/** What can be changed of a user, as a merge patch (RFC 7396): what is absent stays. */
export const userChangeSchema = z.strictObject({
  username: username.optional(),
  claims: z
    .record(z.string(), z.json())
    .optional()
    .describe('Claims by name, merged with those that there are; one that is `null` goes.'),
  enabled: z
    .boolean()
    .optional()
    .describe('Whether the user may sign in; `false` also ends all that was issued to them.'),
});
