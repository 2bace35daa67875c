import type { UserAdministration } from '../../admin/user-administration.ts';
import { html } from '../../pages/document.ts';
import { doneNotice, listing, searchForm, tag } from '../elements.ts';
import { address, type ConsolePage } from '../page.ts';

const done = { deleted: 'The user is deleted, with everything that was issued to them.' };
const pageSize = 50;

/** `/users` */
export function userListPage(users: Pick<UserAdministration, 'list'>, formatTime: (at: number) => string): ConsolePage {
  return {
    path: '/users',
    async show({ query }) {
      const search = query.get('search');
      const { items, next } = await users.list({ search, after: query.get('after'), limit: pageSize });
      const rows = items.map((user) => [
        html`<a href="${address('/users/show', { id: user.subject })}">${user.username}</a>`,
        html`<code>${user.subject}</code>`,
        typeof user.claims['name'] === 'string' ? user.claims['name'] : '',
        html`${user.from === 'configuration' ? tag('configuration') : ''} ${user.hasPassword ? '' : tag('no password')} ${user.enabled ? '' : tag('disabled', true)}`,
        formatTime(user.createdAt),
      ]);
      return {
        title: 'Users',
        section: 'users',
        body: html`${doneNotice(done, query.get('done'))}
<p class="actions"><a id="new" class="button" href="/users/new">New user</a></p>
${searchForm('/users', 'A part of the user name, or the whole subject', search ?? '')}
${listing('Users', ['User name', 'Subject', 'Name', 'State', 'Since'], rows, next === undefined ? undefined : { path: '/users', query: { search, after: next } })}`,
      };
    },
  };
}
