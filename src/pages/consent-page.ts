import { html } from 'hono/html';
import { clientHeading, clientLinks } from './client-heading.ts';
import { detailChoices } from './details.ts';
import { hiddenFields, problemSummary, renderDocument } from './document.ts';
import { grantableChoices } from './grantables.ts';
import { introducedClient } from './introduced-client.ts';
import type { ConsentPage } from './page-models.ts';
import type { PageRenderer } from './pages.ts';

/** Ids: `consent`, `scope:<scope>`, `detail:<number>`, `remember`, `allow`, `deny`, `another`, `problem`. */
export const renderConsentPage: PageRenderer<ConsentPage> = (page, frame) => {
  const { texts } = frame;
  return renderDocument(frame, {
    title: texts.consentTitle(page.client.name),
    body: html`${clientHeading(page.client, texts.consentTitle(page.client.name), texts.signedInAs(page.signedInAs))}
${problemSummary(frame, page.problem === undefined ? undefined : texts.nothingChosen)}
<form id="consent" method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<p>${texts.consentIntro(page.client.name)}</p>
${grantableChoices(page.grantables, texts)}${detailChoices(page.details, texts)}
${
  page.resources.length === 0
    ? ''
    : html`<h2>${texts.consentResources}</h2><ul id="resources">${page.resources.map((name) => html`<li><bdi>${name}</bdi></li>`)}</ul>`
}
${
  page.mayRemember
    ? html`<div class="choice"><input id="remember" name="remember" type="checkbox" value="on"><label for="remember">${texts.remember}</label></div>`
    : ''
}
${introducedClient(page.client, page.returnsTo, texts)}
<div class="buttons">
<button id="allow" class="primary" type="submit" name="decision" value="allow">${texts.allow}</button>
<button id="deny" type="submit" name="decision" value="deny">${texts.deny}</button>
</div>
<p class="other"><button id="another" class="link" type="submit" name="decision" value="another">${texts.otherAccount}</button></p>
</form>
${clientLinks(page.client, texts)}`,
  });
};
