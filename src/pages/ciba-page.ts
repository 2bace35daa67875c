import { html } from 'hono/html';
import { detailChoices } from './details.ts';
import { hiddenFields, notice, renderDocument, signedInLine } from './document.ts';
import { grantableList } from './grantables.ts';
import type { CibaPage } from './page-models.ts';
import type { PageRenderer } from './pages.ts';

/** Each request is an `article.request` with its `binding-message` and buttons `decision=allow|deny`; `notice` says what was done. */
export const renderCibaPage: PageRenderer<CibaPage> = (page, frame) => {
  const { texts } = frame;
  const notices = {
    approved: texts.cibaApproved,
    denied: texts.cibaDenied,
    gone: texts.cibaGone,
    outdated: texts.outdated,
  };
  return renderDocument(frame, {
    title: texts.cibaTitle,
    body: html`<h1>${texts.cibaTitle}</h1>
${signedInLine(frame, page.signedInAs, '/ciba')}
${notice(page.notice === undefined ? undefined : notices[page.notice])}
${page.requests.length === 0 ? html`<p id="none" class="empty">${texts.cibaNone} <a id="look-again" href="${page.action}">${texts.cibaLookAgain}</a></p>` : html`<p>${texts.cibaIntro}</p>`}
${page.requests.map(
  (request, index) => html`<article class="request" aria-labelledby="request-${index}">
<h2 id="request-${index}"><bdi>${request.client.name}</bdi></h2>
<dl>
${request.bindingMessage === undefined ? '' : html`<dt>${texts.cibaMessage}</dt><dd class="binding-message"><bdi>${request.bindingMessage}</bdi></dd>`}
<dt>${texts.cibaExpires}</dt><dd>${frame.formatTime(request.expiresAt)}</dd>
</dl>
${grantableList(request.grantables)}
<form method="post" action="${page.action}">
${hiddenFields({ ...page.hidden, request: request.id })}
${detailChoices(request.details, texts, `request-${index}:`)}
<div class="buttons">
<button class="primary" type="submit" name="decision" value="allow" aria-describedby="request-${index}">${texts.allow}</button>
<button type="submit" name="decision" value="deny" aria-describedby="request-${index}">${texts.deny}</button>
</div>
</form>
</article>`,
)}`,
  });
};
