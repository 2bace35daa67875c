import { html } from 'hono/html';
import { clientHeading, clientLinks } from './client-heading.ts';
import { detailChoices } from './details.ts';
import { type Html, hiddenFields, notice, problemSummary, renderDocument, signedInLine } from './document.ts';
import { grantableChoices } from './grantables.ts';
import { introducedClient } from './introduced-client.ts';
import { devicePath } from './login-return.ts';
import type { DevicePage } from './page-models.ts';
import type { PageFrame, PageRenderer } from './pages.ts';

/** Ids: `device`, `user_code`, `continue`, then `shown-code`, `scope:<scope>`, `detail:<number>`, `allow`, `deny`; `problem`. */
export const renderDevicePage: PageRenderer<DevicePage> = (page, frame) => {
  const { texts } = frame;
  if (page.step === 'enter') return renderDocument(frame, { title: texts.deviceTitle, body: enter(page, frame) });
  if (page.step === 'confirm') {
    return renderDocument(frame, { title: texts.deviceConfirmTitle(page.client.name), body: confirm(page, frame) });
  }
  const allowed = page.step === 'allowed';
  const title = allowed ? texts.deviceAllowedTitle : texts.deviceDeniedTitle;
  return renderDocument(frame, {
    title,
    body: html`<h1>${title}</h1><p id="outcome">${allowed ? texts.deviceAllowedText : texts.deviceDeniedText}</p>`,
  });
};

function enter(page: Extract<DevicePage, { step: 'enter' }>, frame: PageFrame): Html {
  const { texts } = frame;
  const problem =
    page.problem === undefined
      ? undefined
      : page.problem === 'unknown'
        ? texts.wrongUserCode
        : texts.rateLimited(frame.formatDuration(page.retryAfter ?? 0));
  const described = problem === undefined ? 'user_code-hint' : 'problem user_code-hint';
  return html`<h1>${texts.deviceTitle}</h1>
${signedInLine(frame, page.signedInAs, devicePath(page.userCode))}
${problemSummary(frame, problem)}
${notice(page.notice === undefined ? undefined : texts.outdated)}
<form id="device" method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<p>${texts.deviceIntro}</p>
<label for="user_code">${texts.userCode}</label>
<input id="user_code" name="user_code" class="code" type="text" dir="ltr" value="${page.userCode}" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64" required aria-describedby="${described}"${problem === undefined ? '' : html` aria-invalid="true"`} autofocus>
<p id="user_code-hint" class="hint">${texts.userCodeHint}</p>
<div class="buttons"><button id="continue" class="primary" type="submit" name="action" value="find">${texts.next}</button></div>
</form>`;
}

function confirm(page: Extract<DevicePage, { step: 'confirm' }>, frame: PageFrame): Html {
  const { texts } = frame;
  return html`${clientHeading(page.client, texts.deviceConfirmTitle(page.client.name), texts.signedInAs(page.signedInAs))}
<form id="device" method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<p id="shown-code" class="code" dir="ltr">${page.userCode}</p>
<p class="warning">${texts.deviceConfirmWarning}</p>
<p>${texts.consentIntro(page.client.name)}</p>
${grantableChoices(page.grantables, texts)}${detailChoices(page.details, texts)}
${introducedClient(page.client, undefined, texts)}
<div class="buttons">
<button id="allow" class="primary" type="submit" name="decision" value="allow">${texts.allow}</button>
<button id="deny" type="submit" name="decision" value="deny">${texts.deny}</button>
</div>
</form>
${clientLinks(page.client, texts)}`;
}
