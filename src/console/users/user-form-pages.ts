import { newUserSchema, passwordSchema, userChangeSchema } from '../../admin/new-user-schema.ts';
import { AdminProblem } from '../../admin/problem.ts';
import { etagOfUser, type ShownUser } from '../../admin/shown-user.ts';
import type { UserAdministration } from '../../admin/user-administration.ts';
import type { FormParameters } from '../../model/form-parameters.ts';
import { type Html, html } from '../../pages/document.ts';
import { checkedInput, typedObject } from '../checked-input.ts';
import { table } from '../elements.ts';
import { address, type ConsolePage, type ConsoleRequest } from '../page.ts';
import { problemList } from '../problem-view.ts';
import type { View } from '../view.ts';

interface Typed {
  readonly username: string;
  /** JSON, as it was typed. */
  readonly claims: string;
  readonly subject?: string;
}

type Users = Pick<UserAdministration, 'create' | 'show' | 'change' | 'setPassword'>;

/** `/users/new` and `/users/edit`. */
export function userFormPages(users: Users): readonly ConsolePage[] {
  return [
    {
      path: '/users/new',
      show: async (request) => newView(request, { username: '', claims: '{}' }),
      async act(request, form) {
        const typed = typedIn(form);
        try {
          const { user } = await users.create(
            checkedInput(newUserSchema, {
              ...(form.has('subject') ? { subject: form.get('subject') } : {}),
              username: typed.username,
              ...(form.has('password') ? { password: form.get('password') } : {}),
              claims: typedObject('claims', form.get('claims')),
            }),
            request.caller,
          );
          return { to: address('/users/show', { id: user.subject, done: 'created' }) };
        } catch (error) {
          return newView(request, typed, mistakes(error));
        }
      },
    },
    {
      path: '/users/edit',
      async show(request) {
        const user = await users.show(idOf(request));
        return editView(request, user, typedOf(user), etagOfUser(user));
      },
      async act(request, form) {
        const user = await users.show(idOf(request));
        const typed = typedIn(form);
        const etag = form.get('etag') ?? '';
        try {
          const claims = typedObject('claims', form.get('claims'));
          // A merge patch: what was taken out of the text goes.
          const gone = Object.fromEntries(
            Object.keys(user.claims)
              .filter((name) => !(name in claims))
              .map((name) => [name, null]),
          );
          const change = checkedInput(userChangeSchema, { username: typed.username, claims: { ...gone, ...claims } });
          await users.change(user.subject, change, request.caller, etag);
          return { to: address('/users/show', { id: user.subject, done: 'changed' }) };
        } catch (error) {
          if (!(error instanceof AdminProblem && error.problem === 'changed-meanwhile')) {
            return editView(request, user, typed, etag, mistakes(error));
          }
          return editView(request, user, typed, etagOfUser(user), conflict(typed, user));
        }
      },
    },
    {
      path: '/users/password',
      show: async (request) => passwordView(request, await users.show(idOf(request))),
      async act(request, form) {
        const user = await users.show(idOf(request));
        try {
          await users.setPassword(
            user.subject,
            checkedInput(passwordSchema, form.get('password') ?? ''),
            request.caller,
          );
        } catch (error) {
          return passwordView(request, user, mistakes(error));
        }
        return { to: address('/users/show', { id: user.subject, done: 'password' }) };
      },
    },
  ];
}

function newView(request: ConsoleRequest, typed: Typed, problem?: Html): View {
  return {
    title: 'New user',
    section: 'users',
    status: problem === undefined ? 200 : 422,
    body: html`${problem ?? ''}<form class="narrow" method="post" action="/users/new" autocomplete="off">${request.fields('/users/new')}
${nameField(typed)}
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint"><p id="password-hint" class="hint">Eight characters at least. Without one, nobody signs in with a password as this user.</p>
<label for="subject">Subject</label><input id="subject" name="subject" type="text" value="${typed.subject ?? ''}" aria-describedby="subject-hint"><p id="subject-hint" class="hint">The <code>sub</code> of tokens, which never changes. Leave it empty to have one made up.</p>
${claimsField(typed)}
<div class="buttons"><button id="create" class="primary" type="submit">Create the user</button></div></form>`,
  };
}

function editView(request: ConsoleRequest, user: ShownUser, typed: Typed, etag: string, problem?: Html): View {
  const action = address('/users/edit', { id: user.subject });
  return {
    title: `Edit ${user.username}`,
    section: 'users',
    status: problem === undefined ? 200 : 422,
    body: html`${problem ?? ''}<form class="narrow" method="post" action="${action}">${request.fields(action)}<input type="hidden" name="etag" value="${etag}">
${nameField(typed)}
${claimsField(typed)}
<div class="buttons"><button id="save" class="primary" type="submit">Save</button> <a class="button plain" href="${address('/users/show', { id: user.subject })}">Leave it as it is</a></div></form>`,
  };
}

function passwordView(request: ConsoleRequest, user: ShownUser, problem?: Html): View {
  const action = address('/users/password', { id: user.subject });
  return {
    title: `A new password for ${user.username}`,
    section: 'users',
    status: problem === undefined ? 200 : 422,
    body: html`${problem ?? ''}<p>All sign-ins of the user end with it, and everything that was issued to them.</p><form class="narrow" method="post" action="${action}" autocomplete="off">${request.fields(action)}
<label for="password">New password</label><input id="password" name="password" type="password" autocomplete="new-password" required>
<div class="buttons"><button id="set-password" class="primary" type="submit">Set it</button> <a class="button plain" href="${address('/users/show', { id: user.subject })}">Leave it as it is</a></div></form>`,
  };
}

function nameField({ username }: Typed): Html {
  return html`<label for="username">User name</label><input id="username" name="username" type="text" required value="${username}">`;
}

function claimsField({ claims }: Typed): Html {
  return html`<label for="claims">Claims</label><textarea id="claims" name="claims" rows="8" spellcheck="false" aria-describedby="claims-hint">${claims}</textarea><p id="claims-hint" class="hint">As a JSON object, such as <code>{"name": "Alice Smith", "email": "alice@example.com"}</code>.</p>`;
}

function typedIn(form: FormParameters): Typed {
  const subject = form.get('subject');
  return {
    username: form.get('username') ?? '',
    claims: form.get('claims') ?? '{}',
    ...(subject === undefined ? {} : { subject }),
  };
}

function typedOf({ username, claims }: ShownUser): Typed {
  return { username, claims: JSON.stringify(claims, undefined, 2) };
}

function conflict(mine: Typed, user: ShownUser): Html {
  const theirs = typedOf(user);
  const rows = (['username', 'claims'] as const)
    .filter((name) => mine[name].trim() !== theirs[name].trim())
    .map((name) => [name, html`<code>${theirs[name]}</code>`, html`<code>${mine[name]}</code>`]);
  return html`<div id="problem" class="problem" role="alert"><h2>Somebody else has changed the user meanwhile</h2><p>Nothing of yours was saved. Save it again to let yours count.</p></div>
${table('What differs', ['', 'As it is now', 'As you typed it'], rows)}`;
}

/** What the person can mend; anything else is shown by itself. */
function mistakes(error: unknown): Html {
  if (error instanceof AdminProblem && ['invalid', 'exists', 'configured'].includes(error.problem)) {
    return problemList(error.errors, error.detail);
  }
  throw error;
}

function idOf({ query }: ConsoleRequest): string {
  return query.get('id') ?? '';
}
