import { z } from 'zod';
import { subject } from '../../config/rules.ts';
import { limits } from '../../model/limits.ts';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import { pageOf, pageQuery } from '../lists.ts';
import { newUserSchema, passwordSchema, userChangeSchema } from '../new-user-schema.ts';
import { operation } from '../operation.ts';
import { etagOfUser, type ShownUser, userSources } from '../shown-user.ts';
import type { UserAdministration } from '../user-administration.ts';

const tag = 'Users';
export const subjectParameter = subject().describe('The `sub` of the user, percent-encoded.');
/** What this server made up itself. */
export const handleName = () => z.string().regex(/^[\w-]{1,100}$/, { error: 'must be letters, digits, - and _' });

const parameters = z.object({ subject: subjectParameter });

export const shownUserSchema = z.object({
  subject: z.string().describe('The `sub` of the user; never changes.'),
  username: z.string().describe('Name to sign in with, whatever its letter case.'),
  enabled: z.boolean().describe('Whether the user may sign in.'),
  hasPassword: z.boolean().describe('Whether the user can sign in with a password; that itself is never shown.'),
  claims: z.record(z.string(), z.json()).describe('Claims about the user by name.'),
  createdAt: z.int().describe('Epoch seconds.'),
  from: z.enum(userSources).describe('`configuration`: name and claims are changed there.'),
  lockedUntil: z
    .int()
    .optional()
    .describe('Until when wrong passwords keep strangers from signing in under the name; absent: they do not.'),
});

const withTag = (user: ShownUser) => ({ body: user, etag: etagOfUser(user) });

export function userOperations(users: UserAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'listUsers',
      method: 'GET',
      path: '/users',
      access: 'read',
      tag,
      summary: 'List users of the directory, in order of user name',
      query: z.strictObject({
        search: z
          .string()
          .min(1)
          .max(limits.username.most)
          .optional()
          .describe('A part of the user name, whatever its letter case, or the whole subject.'),
        ...pageQuery,
      }),
      status: 200,
      result: pageOf(shownUserSchema),
      handle: async ({ query }) => ({ body: await users.list(query) }),
    }),
    operation({
      id: 'createUser',
      method: 'POST',
      path: '/users',
      access: 'change',
      tag,
      summary: 'Add a user',
      description:
        'Sent again it adds nobody: where there is the very same user already, by subject or, without one, by name, the answer is 200.',
      body: newUserSchema,
      status: 201,
      result: shownUserSchema,
      hasETag: true,
      problems: ['exists'],
      async handle({ body }, caller) {
        const { user, isNew } = await users.create(body, caller);
        return { ...withTag(user), status: isNew ? 201 : 200 };
      },
    }),
    operation({
      id: 'getUser',
      method: 'GET',
      path: '/users/{subject}',
      access: 'read',
      tag,
      summary: 'Show a user',
      parameters,
      status: 200,
      result: shownUserSchema,
      hasETag: true,
      handle: async ({ parameters: { subject } }) => withTag(await users.show(subject)),
    }),
    operation({
      id: 'changeUser',
      method: 'PATCH',
      path: '/users/{subject}',
      access: 'change',
      tag,
      summary: 'Change name or claims of a user, or whether they may sign in',
      description: 'Who may not sign in any more is signed out everywhere, with all that was issued to them.',
      parameters,
      body: userChangeSchema,
      isMergePatch: true,
      status: 200,
      result: shownUserSchema,
      hasETag: true,
      problems: ['exists', 'configured'],
      handle: async ({ parameters: { subject }, body, ifMatch }, caller) =>
        withTag(await users.change(subject, body, caller, ifMatch)),
    }),
    operation({
      id: 'deleteUser',
      method: 'DELETE',
      path: '/users/{subject}',
      access: 'change',
      tag,
      summary: 'Delete a user, with all that was issued to them',
      description:
        'Applications are told by the back channel. What a subject was issued that the directory does not know ends, too; the answer is 404 then.',
      parameters,
      status: 204,
      hasETag: true,
      problems: ['configured'],
      async handle({ parameters: { subject }, ifMatch }, caller) {
        await users.remove(subject, caller, ifMatch);
        return {};
      },
    }),
    operation({
      id: 'setPassword',
      method: 'PUT',
      path: '/users/{subject}/password',
      access: 'change',
      tag,
      summary: 'Set the password of a user',
      description: 'Sign-ins and all that was issued before are ended: whoever took the account over is out too.',
      parameters,
      body: z.strictObject({ password: passwordSchema }),
      status: 204,
      async handle({ parameters: { subject }, body: { password } }, caller) {
        await users.setPassword(subject, password, caller);
        return {};
      },
    }),
    operation({
      id: 'unlockUser',
      method: 'POST',
      path: '/users/{subject}/unlock',
      access: 'change',
      tag,
      summary: 'Forget the wrong passwords that locked the name of a user',
      parameters,
      status: 204,
      async handle({ parameters: { subject } }, caller) {
        await users.unlock(subject, caller);
        return {};
      },
    }),
    operation({
      id: 'signOutUser',
      method: 'POST',
      path: '/users/{subject}/sign-out',
      access: 'change',
      tag,
      summary: 'Sign a user out everywhere: sessions, codes and tokens end, consents stay',
      description:
        'Applications are told by the back channel. The user may be one that the directory does not know, such as of a directory of your own.',
      parameters,
      status: 200,
      result: z.object({ ended: z.int().describe('How many sessions, codes and tokens ended.') }),
      handle: async ({ parameters: { subject } }, caller) => ({
        body: { ended: await users.signOut(subject, caller) },
      }),
    }),
  ];
}
