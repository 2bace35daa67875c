import { html } from 'hono/html';
import { clientHeading } from './client-heading.ts';
import { hiddenFields, renderDocument } from './document.ts';
import type { AccountPage } from './page-models.ts';
import type { PageRenderer } from './pages.ts';

/** Ids: `select-account`, `current`, `another`. */
export const renderAccountPage: PageRenderer<AccountPage> = (page, frame) => {
  const { texts } = frame;
  return renderDocument(frame, {
    title: texts.accountTitle,
    body: html`${clientHeading(page.client, texts.accountTitle, texts.loginFor(page.client.name))}
<form id="select-account" method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<div class="providers">
<button id="current" class="primary" type="submit" name="account" value="current">${texts.continueAs(page.signedInAs)}</button>
<button id="another" type="submit" name="account" value="another">${texts.otherAccount}</button>
</div>
</form>`,
  });
};
