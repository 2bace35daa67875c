import { html } from 'hono/html';
import type { PageFrame } from './pages.ts';

/** The template tag of `hono/html`: escapes whatever is interpolated. */
export { html };

/** A piece of escaped HTML, as `html` makes it. */
export type Html = ReturnType<typeof html>;

/** A whole document: head, service name and logo, navigation, and the content in `<main>`. Everything interpolated is escaped. */
export async function renderDocument(
  frame: PageFrame,
  content: {
    readonly title: string;
    readonly body: Html;
    /** Stands before the content. */
    readonly navigation?: Html | undefined;
    readonly scripts?: readonly string[];
    readonly wide?: boolean;
  },
): Promise<string> {
  const document = html`<!doctype html>
<html lang="${frame.language}" dir="${frame.texts.direction}"${frame.display === undefined ? '' : html` data-display="${frame.display}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${content.title} – ${frame.name}</title>
<link rel="icon" href="${frame.iconUri}">
${frame.stylesheets.map((href) => html`<link rel="stylesheet" href="${href}">\n`)}${(content.scripts ?? []).map((src) => html`<script src="${src}" type="module"></script>\n`)}</head>
<body>
<header id="service">${frame.logoUri === undefined ? '' : html`<img src="${frame.logoUri}" alt="" height="32">`}<span dir="auto">${frame.name}</span></header>
${content.navigation ?? ''}<main id="main"${content.wide ? html` class="wide"` : ''}>
${content.body}
</main>
</body>
</html>
`;
  return String(await document);
}

/** Hidden fields of a form. */
export function hiddenFields(fields: Readonly<Record<string, string>>): Html {
  return html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

/** The error summary: announced at once, and named by the fields it is about (`aria-describedby="problem"`). */
export function problemSummary(frame: PageFrame, text: string | undefined): Html {
  if (text === undefined) return html``;
  return html`<div id="problem" class="problem" role="alert"><h2>${frame.texts.problemTitle}</h2><p>${text}</p></div>`;
}

/** A message that something was done. */
export function notice(text: string | undefined): Html {
  return text === undefined ? html`` : html`<p id="notice" class="notice" role="status">${text}</p>`;
}

/**
 * Who is signed in, and the way out for somebody who is not that person: to sign in as another and come back to `returnTo`
 * (`another-account`), or to sign out (`sign-out-link`).
 */
export function signedInLine(frame: PageFrame, username: string, returnTo?: string): Html {
  const { texts, base } = frame;
  const link =
    returnTo === undefined
      ? html`<a id="sign-out-link" href="${base}/logout">${texts.signOut}</a>`
      : html`<a id="another-account" href="${base}/login?${new URLSearchParams({ return: returnTo }).toString()}">${texts.otherAccount}</a>`;
  return html`<p class="subtitle signed-in"><span>${texts.signedInAs(username)}</span> ${link}</p>`;
}
