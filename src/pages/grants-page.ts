import { html } from 'hono/html';
import { detailList } from './details.ts';
import { hiddenFields, notice, renderDocument, signedInLine } from './document.ts';
import { grantableList } from './grantables.ts';
import type { GrantsPage } from './page-models.ts';
import type { PageRenderer } from './pages.ts';

/** Each client is an `article.grant` with a button `revoke=<client id>`; ids `notice`, `none`, `sign-out-everywhere`. */
export const renderGrantsPage: PageRenderer<GrantsPage> = (page, frame) => {
  const { texts } = frame;
  return renderDocument(frame, {
    title: texts.grantsTitle,
    body: html`<h1>${texts.grantsTitle}</h1>
${signedInLine(frame, page.signedInAs)}
${notice(page.notice === undefined ? undefined : page.notice === 'revoked' ? texts.revoked : texts.outdated)}
${page.grants.length === 0 ? html`<p id="none" class="empty">${texts.grantsNone}</p>` : ''}
${page.grants.map(
  (grant, index) => html`<article class="grant" aria-labelledby="grant-${index}">
<h2 id="grant-${index}"><bdi>${grant.client.name}</bdi></h2>
<dl>
<dt>${texts.grantsFor}</dt><dd>${grantableList(grant.grantables)}${detailList(grant.details)}</dd>
<dt>${texts.grantsSince}</dt><dd>${frame.formatTime(grant.since)}</dd>
${grant.until === null ? '' : html`<dt>${texts.grantsUntil}</dt><dd>${frame.formatTime(grant.until)}</dd>`}
</dl>
${grant.offline ? html`<p class="hint">${texts.grantsOffline}</p>` : ''}
<form method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<button type="submit" name="revoke" value="${grant.client.clientId}" aria-label="${texts.revokeFrom(grant.client.name)}">${texts.revoke}</button>
</form>
</article>`,
)}
<section aria-labelledby="sessions">
<h2 id="sessions">${texts.sessionsTitle}</h2>
<p>${texts.sessionsCount(page.sessionCount)}</p>
<form method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<button id="sign-out-everywhere" type="submit" name="action" value="sign-out-everywhere">${texts.signOutEverywhere}</button>
</form>
</section>`,
  });
};
