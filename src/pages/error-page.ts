import { html } from 'hono/html';
import { renderDocument } from './document.ts';
import type { ErrorPage } from './page-models.ts';
import type { PageRenderer } from './pages.ts';

/** Ids: `advice`, `return`, `error`, `error-description`, `request-id`; in `dev` also `error-detail` and, for each field of the reason, `error-<field>`. */
export const renderErrorPage: PageRenderer<ErrorPage> = (page, frame) => {
  const { texts } = frame;
  const advice = {
    'start-again': texts.errorStartAgain,
    reload: texts.errorReload,
    'not-found': texts.errorNotFound,
    wait: texts.errorWait,
  };
  return renderDocument(frame, {
    title: texts.errorTitle,
    body: html`<h1>${texts.errorTitle}</h1>
<p id="advice">${page.advice === undefined ? texts.errorText : advice[page.advice]}</p>
${page.client?.uri === undefined ? '' : html`<p class="buttons"><a id="return" class="button" href="${page.client.uri}">${texts.returnTo(page.client.name)}</a></p>`}
<h2>${texts.errorDetails}</h2>
<dl class="details">
${page.client === undefined ? '' : html`<dt>${texts.application}</dt><dd><bdi id="error-client">${page.client.name}</bdi></dd>`}
<dt>${texts.errorCode}</dt><dd><code id="error" dir="ltr">${page.error}</code></dd>
${page.description === undefined ? '' : html`<dt>${texts.description}</dt><dd id="error-description" lang="en" dir="ltr">${page.description}</dd>`}
${Object.entries(page.fields ?? {}).map(([name, value]) => html`<dt><code dir="ltr">${name}</code></dt><dd><code id="error-${name}" dir="ltr">${value}</code></dd>`)}
${page.detail === undefined ? '' : html`<dt><code dir="ltr">detail</code></dt><dd id="error-detail" lang="en" dir="ltr">${page.detail}</dd>`}
<dt>${texts.requestId}</dt><dd><code id="request-id" dir="ltr">${page.requestId}</code></dd>
</dl>`,
  });
};
