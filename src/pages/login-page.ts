import { html } from 'hono/html';
import { clientHeading, clientLinks } from './client-heading.ts';
import { hiddenFields, problemSummary, renderDocument } from './document.ts';
import type { LoginPage } from './page-models.ts';
import type { PageRenderer } from './pages.ts';

/** Ids: `login`, `username`, `password`, `sign-in`, `cancel`, `provider-<id>`, `problem`. */
export const renderLoginPage: PageRenderer<LoginPage> = (page, frame) => {
  const { texts } = frame;
  const problems = {
    'wrong-credentials': texts.wrongCredentials,
    'rate-limited': texts.rateLimited,
    unavailable: texts.unavailable,
    'external-failed': texts.externalFailed,
  };
  const problem = page.problem === undefined ? undefined : problems[page.problem];
  const described = problem === undefined ? '' : html` aria-describedby="problem"`;
  const invalid = page.problem === 'wrong-credentials' ? html` aria-invalid="true"` : '';
  // Focus goes to the first thing there is to type.
  const focusName = page.username === '' ? html` autofocus` : '';
  const focusPassword = page.username === '' ? '' : html` autofocus`;
  return renderDocument(frame, {
    title: problem === undefined ? texts.loginTitle : `${texts.problemTitle}: ${texts.loginTitle}`,
    body: html`${clientHeading(page.client, texts.loginTitle, page.client === undefined ? undefined : texts.loginFor(page.client.name))}
${problemSummary(frame, problem)}
<form id="login" method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<label for="username">${texts.username}</label>
<input id="username" name="username" type="text" value="${page.username}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="256" required${described}${invalid}${focusName}>
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required${described}${invalid}${focusPassword}>
<div class="buttons">
<button id="sign-in" class="primary" type="submit" name="action" value="login">${texts.signIn}</button>
${page.cancelable ? html`<button id="cancel" type="submit" name="action" value="cancel" formnovalidate>${texts.cancel}</button>` : ''}
</div>
${
  page.providers.length === 0
    ? ''
    : html`<p class="or">${texts.or}</p>
<div class="providers">${page.providers.map(({ id, name }) => html`<button id="provider-${id}" type="submit" name="provider" value="${id}" formnovalidate>${texts.signInWith(name)}</button>\n`)}</div>`
}
</form>
${clientLinks(page.client, texts)}`,
  });
};
