import { html } from 'hono/html';
import { clientHeading, clientLinks } from './client-heading.ts';
import { type Html, hiddenFields, notice, problemSummary, renderDocument } from './document.ts';
import type { LoginPage } from './page-models.ts';
import type { PageFrame, PageRenderer } from './pages.ts';

/** Ids: `login`, `username`, `password`, `stay_signed_in`, `sign-in`, `cancel`, `provider-<id>`, `problem`, `notice`, `signed-in`, `continue`. */
export const renderLoginPage: PageRenderer<LoginPage> = (page, frame) => {
  const { texts } = frame;
  const wait = frame.formatDuration(page.retryAfter ?? 0);
  const problems = {
    'wrong-credentials': texts.wrongCredentials,
    locked: texts.accountLocked(wait),
    'rate-limited': texts.rateLimited(wait),
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
${notice(page.notice === undefined ? undefined : texts.loginOutdated)}
${signedIn(page, frame)}
<form id="login" method="post" action="${page.action}">
${hiddenFields(page.hidden)}
<label for="username">${texts.username}</label>
<input id="username" name="username" type="text" dir="auto" value="${page.username}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="256" required${described}${invalid}${focusName}>
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required${described}${invalid}${focusPassword}>
${
  page.staySignedIn === undefined
    ? ''
    : html`<div class="choice apart"><input id="stay_signed_in" name="stay_signed_in" type="checkbox" value="on" aria-describedby="stay_signed_in-hint"${page.staySignedIn ? html` checked` : ''}><label for="stay_signed_in">${texts.staySignedIn}</label><p id="stay_signed_in-hint" class="hint">${texts.staySignedInHint}</p></div>`
}
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

/** Who is signed in already, and how to go on; the form below is for somebody else. */
function signedIn({ signedIn }: LoginPage, { texts, base }: PageFrame): Html {
  if (signedIn === undefined) return html``;
  return html`<section id="signed-in" aria-labelledby="signed-in-as">
<h2 id="signed-in-as">${texts.signedInAs(signedIn.name)}</h2>
<p class="buttons"><a id="continue" class="button" href="${signedIn.continueTo}">${texts.continueAs(signedIn.name)}</a></p>
<p class="other"><a id="sign-out-link" href="${base}/logout">${texts.signOut}</a></p>
</section>
<h2>${texts.otherAccount}</h2>`;
}
