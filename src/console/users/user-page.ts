import type { Administration } from '../../admin/administration.ts';
import type { ShownSession } from '../../admin/shown-session.ts';
import type { ShownUser } from '../../admin/shown-user.ts';
import { type Html, html } from '../../pages/document.ts';
import { confirmPage } from '../confirm-page.ts';
import { actionButton, codes, doneNotice, facts, listing, tag } from '../elements.ts';
import { consentsView, grantsView } from '../grants/grants-view.ts';
import { address, type ConsolePage, type ConsoleRequest } from '../page.ts';

const done = {
  created: 'The user is there.',
  changed: 'The user is changed.',
  password: 'The password is set, and every sign-in of before has ended.',
  enabled: 'The user may sign in again.',
  disabled: 'The user is disabled: every sign-in has ended, with everything that was issued.',
  unlocked: 'The wrong passwords of before are forgotten.',
  'signed-out': 'Every sign-in of the user has ended, with every code and token.',
  'session-ended': 'The sign-in has ended, with what was issued in it.',
  revoked: 'It is revoked.',
  withdrawn: 'The consent is withdrawn: the user is asked again.',
};
/** Of each kind; further ones are told of. */
const most = 50;

/** `/users/show`, and what is done there at a button. */
export function userPages(
  { users, sessions, grants }: Pick<Administration, 'users' | 'sessions' | 'grants'>,
  formatTime: (at: number) => string,
): readonly ConsolePage[] {
  const idOf = ({ query }: ConsoleRequest) => query.get('id') ?? '';
  const back = (request: ConsoleRequest, what: keyof typeof done) => ({
    to: address('/users/show', { id: idOf(request), done: what }),
  });
  return [
    {
      path: '/users/show',
      async show(request) {
        const user = await users.show(idOf(request));
        const of = { subject: user.subject };
        const [theirSessions, theirGrants, theirConsents] = await Promise.all([
          sessions.list(user.subject, { limit: most }),
          grants.list({ ...of, limit: most }),
          grants.listConsents({ ...of, limit: most }),
        ]);
        return {
          title: user.username,
          section: 'users',
          body: html`${doneNotice(done, request.query.get('done'))}${aboutUser(user, request, formatTime)}
<section aria-labelledby="sessions"><h2 id="sessions">Sign-ins</h2>${sessionsView(user, theirSessions.items, request, formatTime)}</section>
<section aria-labelledby="grants"><h2 id="grants">Grants</h2>${grantsView(theirGrants.items, request, formatTime)}${moreOf(theirGrants.next, of)}</section>
<section aria-labelledby="consents"><h2 id="consents">Consents</h2>${consentsView(theirConsents.items, request, formatTime)}</section>`,
        };
      },
    },
    {
      path: '/users/enable',
      async act(request, form) {
        const enabled = form.get('enabled') === 'true';
        await users.change(idOf(request), { enabled }, request.caller);
        return back(request, enabled ? 'enabled' : 'disabled');
      },
    },
    {
      path: '/users/unlock',
      async act(request) {
        await users.unlock(idOf(request), request.caller);
        return back(request, 'unlocked');
      },
    },
    {
      path: '/users/sign-out',
      async act(request) {
        await users.signOut(idOf(request), request.caller);
        return back(request, 'signed-out');
      },
    },
    {
      path: '/users/end-session',
      async act(request, form) {
        await sessions.end(idOf(request), form.get('session') ?? '', request.caller);
        return back(request, 'session-ended');
      },
    },
    confirmPage({
      path: '/users/delete',
      section: 'users',
      title: (name) => `Delete the user ${name}?`,
      button: 'Delete it',
      consequence: 'Everything that was issued to them ends at once, and cannot be brought back.',
      toBeTyped: async (subject) => (await users.show(subject)).username,
      remove: (subject, caller) => users.remove(subject, caller),
      back: '/users/show',
      afterwards: '/users?done=deleted',
    }),
  ];
}

function aboutUser(user: ShownUser, request: ConsoleRequest, formatTime: (at: number) => string): Html {
  const here = { id: user.subject };
  const isConfigured = user.from === 'configuration';
  const [enable, unlock, signOut] = ['/users/enable', '/users/unlock', '/users/sign-out'].map((path) =>
    address(path, here),
  ) as [string, string, string];
  const toggled = html`${request.fields(enable)}<input type="hidden" name="enabled" value="${String(!user.enabled)}">`;
  return html`<p class="subtitle"><code>${user.subject}</code> ${isConfigured ? tag('configuration') : ''} ${user.enabled ? '' : tag('disabled', true)}</p>
${user.lockedUntil === undefined ? '' : html`<p class="warning">Too many wrong passwords: strangers cannot sign in under this name until ${formatTime(user.lockedUntil)}.</p>`}
<div class="actions">${isConfigured ? '' : html`<a id="edit" class="button" href="${address('/users/edit', here)}">Edit</a>`}<a id="password" class="button plain" href="${address('/users/password', here)}">Set a password</a>
${user.lockedUntil === undefined ? '' : actionButton(unlock, request.fields(unlock), 'Unlock', { id: 'unlock' })}
${actionButton(signOut, request.fields(signOut), 'Sign out everywhere', { id: 'sign-out-everywhere' })}
${actionButton(enable, toggled, user.enabled ? 'Disable' : 'Enable', { id: 'toggle' })}
${isConfigured ? '' : html`<a id="delete" class="button plain" href="${address('/users/delete', here)}">Delete …</a>`}
<a class="button plain" href="${address('/audit', { subject: user.subject })}">Their audit</a></div>
${facts([
  ['Password', user.hasPassword ? 'there is one' : 'none'],
  ['Since', formatTime(user.createdAt)],
  ...Object.entries(user.claims).map(([name, value]): readonly [string, Html] => [
    name,
    html`${typeof value === 'string' ? value : html`<code>${JSON.stringify(value)}</code>`}`,
  ]),
])}`;
}

function sessionsView(
  user: ShownUser,
  sessions: readonly ShownSession[],
  request: ConsoleRequest,
  formatTime: (at: number) => string,
): Html {
  const action = address('/users/end-session', { id: user.subject });
  return listing(
    'Sign-ins',
    ['Began', 'Used last', 'Browser and place', 'Applications', ''],
    sessions.map((session) => [
      formatTime(session.signedInAt),
      session.usedAt === undefined ? '' : formatTime(session.usedAt),
      placeOf(session),
      codes(session.clients),
      actionButton(
        action,
        html`${request.fields(action)}<input type="hidden" name="session" value="${session.id}">`,
        'End',
        { label: `End the sign-in of ${formatTime(session.signedInAt)}` },
      ),
    ]),
  );
}

function placeOf({ place, identityProvider }: ShownSession): string {
  const by = identityProvider === undefined || identityProvider === 'local' ? '' : `by way of ${identityProvider}`;
  return [...Object.values(place ?? {}), by].filter((part) => part !== undefined && part !== '').join(', ');
}

function moreOf(next: string | undefined, of: { readonly subject: string }): Html {
  return next === undefined ? html`` : html`<p><a href="${address('/grants', of)}">All of them</a></p>`;
}
