import { type Html, html } from '../../pages/document.ts';

/** A new secret, this once: what is kept is its hash. */
export function secretView(secret: string | undefined, isConfidential = true): Html {
  if (secret === undefined && isConfidential) {
    return html`<p class="hint">It proves who it is with a key of its own: it has no secret.</p>`;
  }
  if (secret === undefined) {
    return html`<p class="hint">It is a public client: it has no secret, and PKCE protects its codes.</p>`;
  }
  return html`<p class="warning">This is the only time that its secret is shown. Put it where the application reads its secrets.</p>
<p><code id="secret" class="secret">${secret}</code></p>`;
}
