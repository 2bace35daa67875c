import type { KeyAdministration } from '../admin/key-administration.ts';
import { AdminProblem } from '../admin/problem.ts';
import { html } from '../pages/document.ts';
import { confirmPage } from './confirm-page.ts';
import { doneNotice, listing, tag } from './elements.ts';
import { address, type ConsolePage } from './page.ts';

const done = {
  rotated: 'A new key is announced. It signs once everybody had time to fetch it.',
  retired: 'The key is retired. Running servers notice within a minute.',
};

/** `/keys`: which keys sign and are published, a new one in place of another, and the end of one that got into wrong hands. */
export function keysPages(
  keys: Pick<KeyAdministration, 'list' | 'rotate' | 'retire'>,
  formatTime: (at: number) => string,
): readonly ConsolePage[] {
  return [
    {
      path: '/keys',
      async show({ query, fields }) {
        const all = await keys.list();
        const algorithms = [...new Set(all.map(({ algorithm }) => algorithm))];
        const rows = all.map((key) => [
          html`<code>${key.keyId}</code>`,
          key.algorithm,
          tag(key.state, key.state === 'unusable'),
          formatTime(key.createdAt),
          formatTime(key.activeAt),
          formatTime(key.retiringAt),
          key.state === 'retired'
            ? ''
            : html`<a href="${address('/keys/retire', { id: key.keyId })}">Retire …<span class="unseen"> the key ${key.keyId}</span></a>`,
        ]);
        return {
          title: 'Signing keys',
          section: 'keys',
          body: html`${doneNotice(done, query.get('done'))}<p class="hint">Keys change by themselves (<code>signing.rotationInterval</code>); nothing has to be done here.</p>
${listing('Signing keys', ['Key id', 'Algorithm', 'State', 'Made', 'Signs from', 'Signs until', ''], rows)}
<form class="search" method="post" action="/keys/rotate">${fields('/keys/rotate')}<div><label for="algorithm">A new key for</label><select id="algorithm" name="algorithm"><option value="">every algorithm</option>${algorithms.map((algorithm) => html`<option>${algorithm}</option>`)}</select></div><button id="rotate" type="submit">Announce a new key</button></form>`,
        };
      },
    },
    {
      path: '/keys/rotate',
      async act({ caller }, form) {
        await keys.rotate(form.get('algorithm'), caller);
        return { to: '/keys?done=rotated' };
      },
    },
    confirmPage({
      path: '/keys/retire',
      section: 'keys',
      title: (keyId) => `Retire the key ${keyId}?`,
      button: 'Retire it',
      consequence:
        'Every token that it signed is void at once: people have to sign in again, and clients to ask for new tokens. That is for a key that got into wrong hands.',
      async toBeTyped(keyId) {
        if (!(await keys.list()).some((key) => key.keyId === keyId)) {
          throw new AdminProblem('not-found', { detail: `there is no key ${keyId}` });
        }
        return keyId;
      },
      remove: (keyId, caller) => keys.retire(keyId, caller),
      back: '/keys',
      afterwards: '/keys?done=retired',
    }),
  ];
}
