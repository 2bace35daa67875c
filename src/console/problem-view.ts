import { AdminProblem } from '../admin/problem.ts';
import type { ConfigurationProblem } from '../errors/configuration-error.ts';
import { asOAuthError } from '../http/error-response.ts';
import { type Html, html } from '../pages/document.ts';
import type { View } from './view.ts';

/** What went wrong, for the administrator; nothing of a cause that is a fault of the server. */
export function problemView(thrown: unknown, requestId: string): View {
  if (thrown instanceof AdminProblem) {
    return { title: thrown.title, status: thrown.status, body: problemList(thrown.errors, thrown.detail) };
  }
  const error = asOAuthError(thrown);
  const text =
    error.reason === 'form.forged'
      ? 'The form was not made for this sign-in. Go back, load the page again, and send it once more.'
      : (error.description ?? 'The request was refused.');
  return {
    title: 'That did not work',
    status: error.status,
    body: html`<div id="problem" class="problem" role="alert"><p>${text}</p></div>
<p class="hint">Request id: <code>${requestId}</code></p>`,
  };
}

/** Each mistake with its path, in the words of the configuration. */
export function problemList(errors: readonly ConfigurationProblem[], detail?: string): Html {
  return html`<div id="problem" class="problem" role="alert"><h2>Nothing was changed</h2>${
    detail === undefined ? '' : html`<p>${detail}</p>`
  }${
    errors.length === 0
      ? ''
      : html`<ul>${errors.map(({ path, message }) => html`<li>${path === '' ? '' : html`<code>${path}</code>: `}${message}</li>`)}</ul>`
  }</div>`;
}
