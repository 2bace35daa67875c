import { html } from 'hono/html';
import { renderDocument } from './document.ts';
import type { ErrorPage } from './page-models.ts';
import type { PageRenderer } from './pages.ts';

/** Ids: `error`, `error-description`, `request-id`. */
export const renderErrorPage: PageRenderer<ErrorPage> = (page, frame) => {
  const { texts } = frame;
  return renderDocument(frame, {
    title: texts.errorTitle,
    body: html`<h1>${texts.errorTitle}</h1>
<p>${texts.errorText}</p>
<h2>${texts.errorDetails}</h2>
<dl class="details">
<dt>${texts.errorCode}</dt><dd><code id="error">${page.error}</code></dd>
${page.description === undefined ? '' : html`<dt>${texts.description}</dt><dd id="error-description" lang="en">${page.description}</dd>`}
<dt>${texts.requestId}</dt><dd><code id="request-id">${page.requestId}</code></dd>
</dl>`,
  });
};
