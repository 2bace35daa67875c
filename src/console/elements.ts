import { type Html, html } from '../pages/document.ts';
import { address } from './page.ts';

/** A table that scrolls by itself where it is too wide, also by keyboard. */
export function table(name: string, columns: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html {
  return html`<div class="scrolled" role="group" tabindex="0" aria-label="${name}"><table><thead><tr>${columns.map(
    (column) => html`<th scope="col">${column === '' ? html`<span class="unseen">What to do</span>` : column}</th>`,
  )}</tr></thead>
<tbody>${rows.map(
    ([first = '', ...cells]) =>
      html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** A table, the way to its next page, or that there is nothing. */
export function listing(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
  next?: { readonly path: string; readonly query: Readonly<Record<string, string | undefined>> },
): Html {
  if (rows.length === 0) return html`<p class="empty">There is nothing here.</p>${onward(next)}`;
  return html`${table(name, columns, rows)}${onward(next)}`;
}

function onward(next?: { readonly path: string; readonly query: Readonly<Record<string, string | undefined>> }): Html {
  if (next === undefined) return html``;
  return html`<p class="actions"><a id="next" class="button plain" href="${address(next.path, next.query)}">Further ones</a></p>`;
}

/** A form of one field that shows a list anew. */
export function searchForm(path: string, title: string, value: string, hint?: string): Html {
  return html`<form class="search" role="search" method="get" action="${path}"><div><label for="search">${title}</label><input id="search" name="search" type="search" value="${value}"${hint === undefined ? '' : html` aria-describedby="search-hint"`}></div><button type="submit">Search</button></form>${
    hint === undefined ? '' : html`<p id="search-hint" class="hint">${hint}</p>`
  }`;
}

/** A form that is one button. @param fields hidden ones, with its token. */
export function actionButton(
  action: string,
  fields: Html,
  title: string,
  options: { readonly danger?: boolean; readonly label?: string; readonly id?: string } = {},
): Html {
  const { danger = false, label, id } = options;
  return html`<form method="post" action="${action}">${fields}<button type="submit"${id === undefined ? '' : html` id="${id}"`}${danger ? html` class="danger"` : ''}${label === undefined ? '' : html` aria-label="${label}"`}>${title}</button></form>`;
}

/** Names and values; what has no value is left out. */
export function facts(entries: readonly (readonly [string, Html | string | undefined])[]): Html {
  return html`<dl class="details">${entries.map(([name, value]) =>
    value === undefined || value === '' ? '' : html`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl>`;
}

export function codes(values: readonly string[]): Html {
  return html`${values.map((value, index) => html`${index === 0 ? '' : ' '}<code>${value}</code>`)}`;
}

export function tag(text: string, isOff = false): Html {
  return html`<span class="tag${isOff ? ' off' : ''}">${text}</span>`;
}

/** What was done a moment ago: one of our own texts, by the name in the address. */
export function doneNotice(texts: Readonly<Record<string, string>>, name: string | undefined): Html {
  const text = name !== undefined && Object.hasOwn(texts, name) ? texts[name] : undefined;
  return text === undefined ? html`` : html`<p id="notice" class="notice" role="status">${text}</p>`;
}
