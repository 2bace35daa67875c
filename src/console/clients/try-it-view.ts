import { type Html, html } from '../../pages/document.ts';
import type { Example } from './try-it.ts';

/** The examples of {@link examplesFor}. */
export function tryItView(examples: readonly Example[], hasSecret: boolean): Html {
  return html`<section aria-labelledby="try-it"><h2 id="try-it">Try it</h2>${
    examples.length === 0
      ? html`<p>It needs more than a few lines: <a href="https://github.com/panva/openid-client#readme">openid-client</a> and libraries like it do the rest.</p>`
      : html`<p>Both run as they stand${hasSecret ? '' : html`, with the secret in the environment: <code>export CLIENT_SECRET=…</code>`}. Save the TypeScript as <code>try.mts</code>, and run <code>node try.mts</code>.</p>${examples.map(exampleView)}`
  }</section>`;
}

function exampleView({ id, title, shell, typescript }: Example): Html {
  return html`<h3>${title}</h3>
<pre id="${id}-shell" tabindex="0" aria-label="${title}, for a shell"><code>${shell}</code></pre>
<pre id="${id}-typescript" tabindex="0" aria-label="${title}, in TypeScript"><code>${typescript}</code></pre>`;
}
