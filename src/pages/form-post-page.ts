import { raw } from 'hono/html';
import type { FormPostPage } from '../authorize/response-writer.ts';
import { sha256Bytes } from '../keys/digest.ts';
import { hiddenFields, html, renderDocument } from './document.ts';
import type { PageWriter } from './page-writer.ts';

/** The only inline script of the server; the policy allows it by its hash (CSP Level 3 §2.3.1). */
const script = 'document.forms[0].submit()';
const scriptSource = `'sha256-${btoa(String.fromCharCode(...sha256Bytes(script)))}'`;
/** No `form-action`: browsers apply it to where the client redirects next, which is not ours to know. */
const policy = `default-src 'none'; script-src ${scriptSource}; style-src 'self'; img-src 'self' https: data:; base-uri 'none'; frame-ancestors 'none'`;

/**
 * A page that posts the answer to the client (OAuth 2.0 Form Post Response Mode); without JavaScript the person presses the button.
 * The form carries no cookie of ours, so that nothing in it can be aimed at this server.
 */
export function formPostPage(pageWriter: PageWriter): FormPostPage {
  return async ({ action, fields, uiLocales, cookies }, request) => {
    const frame = pageWriter.frame(request, { uiLocales });
    const { texts } = frame;
    const document = await renderDocument(frame, {
      title: texts.formPostTitle,
      body: html`<h1>${texts.formPostTitle}</h1>
<form id="form-post" method="post" action="${action}">
${hiddenFields(fields)}
<p>${texts.formPostText}</p>
<div class="buttons"><button id="continue" class="primary" type="submit">${texts.next}</button></div>
</form>
${raw(`<script>${script}</script>`)}`,
    });
    return pageWriter.reply(document, { cookies, headers: { 'content-security-policy': policy } });
  };
}
