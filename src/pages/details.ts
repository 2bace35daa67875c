import type { AuthorizationDetailReader } from '../authorization-details/authorization-detail-type.ts';
import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import { type DetailInWords, detailsInWords } from '../authorization-details/words.ts';
import type { AuthorizationDetail, AuthorizationDetails } from '../model/authorization-details.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { Html } from './document.ts';
import { html } from './document.ts';
import type { DetailOnPage } from './page-models.ts';
import type { Texts } from './texts/texts.ts';

type Service = Pick<AuthorizationDetailsService, 'type'>;

/** What is asked for in `authorization_details`, in words. */
export async function detailsOnPage(
  details: AuthorizationDetails | undefined,
  reader: AuthorizationDetailReader,
  service: Service,
): Promise<readonly DetailOnPage[]> {
  return (await detailsInWords(details, reader, service)).map(onPage);
}

function onPage({ detail: _, title, lines = [], choices = [], single = false, language }: DetailInWords): DetailOnPage {
  return {
    title,
    lines,
    choices: choices.map((choice) => ({ ...choice, checked: choice.checked === true })),
    single,
    language,
  };
}

/**
 * Check boxes, ticked. Fields `detail:<number>`, and beneath `detail:<number>:choice:<value>`, or `detail:<number>:choice` where one is chosen.
 * @param prefix of the ids, where there are several forms on a page.
 */
export function detailChoices(details: readonly DetailOnPage[], texts: Texts, prefix = ''): Html {
  if (details.length === 0) return html``;
  return html`<fieldset class="details"><legend>${texts.consentDetails}</legend>${details.map(entry)}</fieldset>\n`;

  function entry({ title, lines, choices, single, language }: DetailOnPage, index: number): Html {
    const name = `detail:${index}`;
    const id = prefix + name;
    const about = lines.length === 0 ? '' : html` aria-describedby="${id}:about"`;
    return html`<div class="choice"${language === undefined ? '' : html` lang="${language}"`}><input id="${id}" name="${name}" type="checkbox" value="on" checked${about}>
<label id="${id}:title" for="${id}" class="emphasis"><bdi>${title}</bdi></label>${
      lines.length === 0
        ? ''
        : html`<dl id="${id}:about">${lines.map((line) => html`<dt><bdi>${line.name}</bdi></dt><dd><bdi>${line.value}</bdi></dd>`)}</dl>`
    }${
      choices.length === 0
        ? ''
        : html`<div class="choices" role="${single ? 'radiogroup' : 'group'}" aria-labelledby="${id}:title">${choices.map(
            ({ value, label, checked }, position) => {
              const choice = `${id}:choice:${position}`;
              const field = single
                ? html`name="${name}:choice" type="radio" value="${value}"`
                : html`name="${name}:choice:${value}" type="checkbox" value="on"`;
              return html`<div class="choice"><input id="${choice}" ${field}${checked ? html` checked` : ''}><label for="${choice}"><bdi>${label}</bdi></label></div>`;
            },
          )}</div>`
    }</div>`;
  }
}

/** The same as a plain list. */
export function detailList(details: readonly DetailOnPage[]): Html {
  if (details.length === 0) return html``;
  return html`<ul class="details">${details.map(
    ({ title, lines, language }) =>
      html`<li${language === undefined ? '' : html` lang="${language}"`}><bdi>${title}</bdi>${lines.map(
        ({ name, value }) => html`<br><bdi>${name}</bdi>: <bdi>${value}</bdi>`,
      )}</li>`,
  )}</ul>`;
}

/** The details that a form of {@link detailChoices} leaves in, with what was chosen; absent: none. */
export async function chosenDetails(
  details: AuthorizationDetails | undefined,
  form: Pick<FormParameters, 'get' | 'has'>,
  reader: AuthorizationDetailReader,
  service: Service,
): Promise<AuthorizationDetails | undefined> {
  const words = await detailsInWords(details, reader, service);
  const chosen: AuthorizationDetail[] = [];
  for (const [index, { detail, choices = [], single }] of words.entries()) {
    const name = `detail:${index}`;
    if (!form.has(name)) continue;
    const type = service.type(detail.type);
    const isTicked = (value: string) =>
      single === true ? form.get(`${name}:choice`) === value : form.has(`${name}:choice:${value}`);
    const ticked = choices.map(({ value }) => value).filter(isTicked);
    const made = type?.choose === undefined ? detail : await type.choose(detail, ticked, reader);
    if (made !== undefined) chosen.push(made);
  }
  return chosen.length === 0 ? undefined : chosen;
}
