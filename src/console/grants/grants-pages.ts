import type { GrantAdministration } from '../../admin/grant-administration.ts';
import { html } from '../../pages/document.ts';
import { actionButton, doneNotice } from '../elements.ts';
import { address, type ConsolePage, type ConsoleRequest } from '../page.ts';
import { consentsView, grantsView } from './grants-view.ts';

const done = {
  revoked: 'It is revoked.',
  ended: 'Everything that was issued there is ended.',
  withdrawn: 'The consent is withdrawn: the user is asked again.',
};
const pageSize = 50;

/** `/grants`: what a client has, of whomever or of one user, and its end. */
export function grantsPages(grants: GrantAdministration, formatTime: (at: number) => string): readonly ConsolePage[] {
  return [
    {
      path: '/grants',
      async show(request) {
        const { query } = request;
        const of = { subject: query.get('subject'), client: query.get('client') };
        const asks = html`${doneNotice(done, query.get('done'))}<form class="search" role="search" method="get" action="/grants"><div><label for="client">Client id</label><input id="client" name="client" type="search" value="${of.client ?? ''}"></div><div><label for="subject">Subject of a user</label><input id="subject" name="subject" type="search" value="${of.subject ?? ''}"></div><button type="submit">Show</button></form>`;
        if (of.client === undefined && of.subject === undefined) {
          return {
            title: 'Grants',
            section: 'grants',
            body: html`${asks}<p class="hint">Name a client, a user, or both.</p>`,
          };
        }
        const [live, consents] = await Promise.all([
          grants.list({ ...of, after: query.get('after'), limit: pageSize }),
          grants.listConsents({ ...of, limit: pageSize }),
        ]);
        const end = address('/grants/end', of);
        const next = live.next === undefined ? undefined : { path: '/grants', query: { ...of, after: live.next } };
        return {
          title: 'Grants',
          section: 'grants',
          body: html`${asks}
${
  of.client === undefined
    ? ''
    : html`<p class="hint">JWTs of machines are not listed: nothing is kept of them. What is ended here ends them too, wherever this server is asked about a token.</p><div class="actions">${actionButton(end, request.fields(end), of.subject === undefined ? 'End all that this client was ever issued' : 'End all that this client has of the user', { danger: true, id: 'end-all' })}</div>`
}
<section aria-labelledby="live"><h2 id="live">Codes and tokens</h2>${grantsView(live.items, request, formatTime, next)}</section>
<section aria-labelledby="consents"><h2 id="consents">Consents</h2>${consentsView(consents.items, request, formatTime)}</section>`,
        };
      },
    },
    {
      path: '/grants/revoke',
      async act(request, form) {
        await grants.revoke(form.get('grant') ?? '', request.caller);
        return back(request, 'revoked');
      },
    },
    {
      path: '/grants/withdraw',
      async act(request, form) {
        await grants.withdrawConsent(form.get('subject') ?? '', form.get('client') ?? '', request.caller);
        return back(request, 'withdrawn');
      },
    },
    {
      path: '/grants/end',
      async act(request) {
        const { query, caller } = request;
        await grants.revokeAll({ subject: query.get('subject'), client: query.get('client') ?? '' }, caller);
        return back(request, 'ended');
      },
    },
  ];
}

/** To the page that the form stood on. */
function back({ query }: ConsoleRequest, what: keyof typeof done) {
  const user = query.get('user');
  if (user !== undefined) return { to: address('/users/show', { id: user, done: what }) };
  return { to: address('/grants', { subject: query.get('subject'), client: query.get('client'), done: what }) };
}
