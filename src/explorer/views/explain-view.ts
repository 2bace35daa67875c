import type { TokenCheck, TokenExplanation, TokenMember } from '../explanation/explanation.ts';
import { type ExplorerFrame, explorerNavigation, type Html, html, terms } from './frame.ts';

export interface ExplainModel extends ExplorerFrame {
  readonly explanation?: TokenExplanation | undefined;
  /** Of the form: against requests from other sites. */
  readonly hiddenFields?: Readonly<Record<string, string>> | undefined;
}

/** The form to paste a token into, and what the last one is. Ids: `token`, `explain`, `verdict`, `checks`, `claims`, `header`. */
export function renderExplain(model: ExplainModel): Html {
  const { links, hiddenFields = {}, explanation } = model;
  return html`<form method="post" action="${links.explain}" autocomplete="off">
${Object.entries(hiddenFields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="token">Token, code, proof or assertion</label>
<textarea id="token" name="token" rows="6" maxlength="65536" required spellcheck="false" aria-describedby="token-hint"></textarea>
<p id="token-hint" class="hint">It is read here and nowhere else, used for nothing and not kept.</p>
<div class="buttons"><button id="explain" type="submit" class="primary">Explain</button></div>
</form>
${explanation === undefined ? '' : explained(explanation, model.formatTime)}
${explorerNavigation(links)}`;
}

const marks: Readonly<Record<TokenCheck['outcome'], string>> = { passed: '✓', failed: '✗', unknown: '?' };
const words: Readonly<Record<TokenCheck['outcome'], string>> = {
  passed: 'holds',
  failed: 'does not hold',
  unknown: 'was not looked at',
};

function explained(explanation: TokenExplanation, formatTime: (at: number) => string): Html {
  const { kind, shown, verdict, isAccepted, about, times, checks, signature, header, claims } = explanation;
  const look = isAccepted === undefined ? 'notice' : isAccepted ? 'notice accepted' : 'problem';
  return html`<section id="explanation" aria-labelledby="explanation-title"><h2 id="explanation-title">${headline(kind)} <small>${shown}</small></h2>
<p id="verdict" class="${look}" role="status">${verdict}</p>
${terms(about.map(({ name, value }) => [name, value] as const))}
${terms(times.map(({ name, at, words: inWords }) => [name, `${inWords} (${formatTime(at)})`] as const))}
${
  signature === undefined
    ? ''
    : terms([
        ['signed by', signature.signedBy],
        ['algorithm', signature.algorithm],
        ['key', signature.keyId],
      ])
}
${checks.length === 0 ? '' : html`<h3>Checks</h3><ul id="checks" class="checks">${checks.map(checked)}</ul>`}
${claims === undefined ? '' : table('claims', 'Claims', claims)}
${header === undefined ? '' : table('header', 'Header', header)}
</section>`;
}

function headline(kind: string): string {
  return kind === 'unknown' ? 'Nothing that is known here' : kind.charAt(0).toUpperCase() + kind.slice(1);
}

function checked({ name, outcome, says }: TokenCheck): Html {
  return html`<li class="${outcome}"><span class="mark" aria-hidden="true">${marks[outcome]}</span> <span><strong>${name}</strong> ${words[outcome]}: ${says}</span></li>`;
}

function table(id: string, title: string, members: readonly TokenMember[]): Html {
  return html`<h3>${title}</h3><div class="scrolled" tabindex="0" role="region" aria-label="${title}"><table id="${id}"><thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead><tbody>${members.map(
    ({ name, value, meaning }) =>
      html`<tr><td><code>${name}</code></td><td>${value}</td><td>${meaning ?? ''}</td></tr>`,
  )}</tbody></table></div>`;
}
