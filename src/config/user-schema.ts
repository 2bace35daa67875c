import { z } from 'zod';
import { limits as catalogue } from '../model/limits.ts';
import { isShownText } from '../model/shown-text.ts';
import { json, subject, text } from './rules.ts';

/** A user, as the configuration and the admin API say it. */
export const userSchema = z.strictObject({
  subject: subject().describe('The `sub` of the user; never changes.'),
  username: text()
    .max(catalogue.username.most)
    .refine(isShownText, { error: 'must be characters that can be seen' })
    .describe('Name to sign in with, whatever its letter case.'),
  password: text()
    .max(catalogue.password.most)
    .optional()
    .describe('Password in plain text; hashed when the server first sees it.'),
  passwordHash: z
    .string()
    .regex(/^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/, {
      error: 'must be an argon2id hash in PHC form',
    })
    .optional()
    .describe('The argon2id hash of the password in PHC form, instead.'),
  claims: z.record(z.string(), json()).default({}).describe('Claims about the user by name.'),
});
