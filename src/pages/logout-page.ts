import { html } from 'hono/html';
import { hiddenFields, notice, renderDocument } from './document.ts';
import type { LogoutPage } from './page-models.ts';
import type { PageRenderer } from './pages.ts';

/** Ids: `logout`, `sign-out`, `stay`; afterwards `return`, `onward`. */
export const renderLogoutPage: PageRenderer<LogoutPage> = (page, frame) => {
  const { texts } = frame;
  if (page.step === 'confirm') {
    const question = page.clientName === undefined ? texts.logoutQuestion : texts.logoutQuestionFor(page.clientName);
    return renderDocument(frame, {
      title: texts.logoutTitle,
      body: html`<h1>${texts.logoutTitle}</h1>
${notice(page.notice === undefined ? undefined : texts.outdated)}
<form id="logout" method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<p>${question}</p>
<p class="hint">${texts.logoutExtent}</p>
<div class="buttons">
<button id="sign-out" class="primary" type="submit" name="action" value="logout">${texts.signOut}</button>
<button id="stay" type="submit" name="action" value="stay">${texts.staySignedIn}</button>
</div>
</form>`,
    });
  }
  const title = page.signedOut ? texts.loggedOutTitle : texts.notLoggedOutTitle;
  return renderDocument(frame, {
    title,
    body: html`<h1>${title}</h1>
${page.returnTo === undefined ? html`<p>${texts.loggedOutText}</p>` : html`<p class="buttons"><a id="return" class="button" href="${page.returnTo.uri}">${texts.returnTo(page.returnTo.clientName)}</a></p>`}
<p class="other"><a id="onward" href="${page.onward}">${page.signedOut ? texts.signInAgain : texts.grantsTitle}</a></p>
${page.frames.map((src) => html`<iframe class="unseen" title="${texts.informingClients}" src="${src}" tabindex="-1"></iframe>`)}`,
  });
};
