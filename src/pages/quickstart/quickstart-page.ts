import { html } from 'hono/html';
import { type Html, renderDocument } from '../document.ts';
import type { PageFrame } from '../pages.ts';

/** One grant that can be run by a click. */
interface Run {
  readonly id: string;
  readonly client: string;
  readonly title: string;
  readonly about: string;
}

const runs: readonly Run[] = [
  {
    id: 'client-credentials',
    client: 'm2m',
    title: 'Client credentials',
    about: 'A service asks for a token for itself.',
  },
  {
    id: 'wrong-scope',
    client: 'm2m',
    title: 'A mistake',
    about: 'The same with a scope that the client may not have: see why it is refused.',
  },
  {
    id: 'code-web',
    client: 'web',
    title: 'Authorization code, web application',
    about: 'You sign in (alice/alice); the application has a secret and gets a refresh token.',
  },
  {
    id: 'code-spa',
    client: 'spa',
    title: 'Authorization code, browser application',
    about: 'You sign in; the application has no secret, PKCE protects the code.',
  },
  { id: 'userinfo', client: '', title: 'Userinfo', about: 'Asks who the user of the last access token is.' },
  { id: 'refresh', client: '', title: 'Refresh', about: 'Uses the refresh token of the last run that brought one.' },
  {
    id: 'password',
    client: 'legacy',
    title: 'Password',
    about: 'An old application knows the password of alice. Not for new ones.',
  },
  {
    id: 'device',
    client: 'tv',
    title: 'Device code',
    about: 'A television shows a code; you type it on another page, and the television polls.',
  },
  {
    id: 'ciba',
    client: 'call-center',
    title: 'CIBA',
    about: 'A call center asks; alice approves on her own page, and the call center polls.',
  },
  {
    id: 'exchange',
    client: 'exchange',
    title: 'A grant of your own',
    about: 'An extension grant in a few lines of code.',
  },
];

/**
 * `/quickstart`, and where its authorization codes come back to. Ids: `run-<grant>`, `status`, `request`, `response`, `decoded`, and `steps`
 * for the exchanges that came before.
 */
export function renderQuickstartPage(frame: PageFrame, script: string): Promise<string> {
  return renderDocument(frame, {
    title: 'Quickstart',
    wide: true,
    scripts: [script],
    body: html`<h1>Quickstart</h1>
${grants(runs)}
${pageLinks(frame)}
<p id="mcp" class="links">For clients of the Model Context Protocol, which introduce themselves: start <code>node --conditions=source examples/mcp-server/main.ts ${frame.base}</code> beside this server and point one at <code>http://localhost:9401/mcp</code>.</p>`,
  });
}

/** The way to the pages that people have of their own. */
export function pageLinks(frame: PageFrame): Html {
  return html`<p class="links">Your own pages: <a href="${frame.base}/grants">what you have allowed</a>, <a href="${frame.base}/device">connect a device</a>, <a href="${frame.base}/ciba">requests for you</a>, <a href="${frame.base}/logout">sign out</a>. What the server did: <a href="${frame.base}/quickstart/trips">requests</a>, <a href="${frame.base}/quickstart/explain">explain a token</a>. For programs: <a href="${frame.base}/.well-known/openid-configuration">discovery</a>.</p>`;
}

function grants(shown: readonly Run[]): Html {
  return html`<p class="subtitle">Run each grant with a click, and see what went over the wire. Users: alice/alice and bob/bob; every client secret is <code>secret</code>.</p>
<noscript><p class="warning">The buttons need JavaScript. The terminal in which the server runs shows a command for each grant.</p></noscript>
<div class="quickstart">
<div class="runs">
${shown.map(
  ({ id, client, title, about }) => html`<article aria-labelledby="title-${id}">
<h2 id="title-${id}">${title}</h2>
<p>${about}${client === '' ? '' : html` Client <code>${client}</code>.`}</p>
<button id="run-${id}" type="button" data-run="${id}" aria-describedby="title-${id}">Run</button>
</article>`,
)}
</div>
<section id="result" class="result" aria-labelledby="result-title">
<h2 id="result-title">What happened</h2>
<p id="status" role="status">Nothing yet. Run a grant.</p>
<p id="next"></p>
<p id="trip-link"></p>
<div id="steps"></div>
<h3>Request</h3><pre id="request" tabindex="0"></pre>
<h3>Response</h3><pre id="response" tabindex="0"></pre>
<h3>Decoded tokens</h3><pre id="decoded" tabindex="0"></pre>
</section>
</div>`;
}
