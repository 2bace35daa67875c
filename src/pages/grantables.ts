import { html } from 'hono/html';
import type { ValidatedResources } from '../model/resources.ts';
import type { Html } from './document.ts';
import type { GrantableOnPage } from './page-models.ts';
import { en } from './texts/en.ts';
import type { Texts } from './texts/texts.ts';

const standardNames = {
  openid: 'scopeOpenid',
  profile: 'scopeProfile',
  email: 'scopeEmail',
  address: 'scopeAddress',
  phone: 'scopePhone',
} as const;

/** What the resources of a request stand for, in words. A name that somebody configured is shown as it is. */
export function grantablesOf(resources: ValidatedResources, texts: Texts): readonly GrantableOnPage[] {
  const identity = resources.identityResources.map((resource) => {
    const standard = Object.hasOwn(standardNames, resource.name)
      ? standardNames[resource.name as keyof typeof standardNames]
      : undefined;
    const isDefault = standard !== undefined && (resource.displayName ?? en[standard]) === en[standard];
    return {
      scope: resource.name,
      name: isDefault ? texts[standard] : (resource.displayName ?? resource.name),
      description: resource.description,
      required: resource.required,
      emphasize: resource.emphasize,
      aboutUser: true,
    };
  });
  const apis = resources.apiScopes.map((scope) => ({
    scope: scope.name,
    name: scope.displayName ?? scope.name,
    description: scope.description,
    required: scope.required,
    emphasize: scope.emphasize,
    aboutUser: false,
  }));
  const offline = {
    scope: 'offline_access',
    name: texts.scopeOfflineAccess,
    required: false,
    emphasize: false,
    aboutUser: false,
  };
  return [...identity, ...apis, ...(resources.offlineAccess ? [offline] : [])];
}

/** Check boxes, all ticked; required ones cannot be unticked. Field `scope:<scope>`. */
export function grantableChoices(grantables: readonly GrantableOnPage[], texts: Texts): Html {
  return html`${group(true, texts.consentIdentity)}${group(false, texts.consentApis)}`;

  function group(aboutUser: boolean, legend: string): Html {
    const members = grantables.filter((grantable) => grantable.aboutUser === aboutUser);
    if (members.length === 0) return html``;
    return html`<fieldset><legend>${legend}</legend>${members.map(choice)}</fieldset>\n`;
  }

  function choice({ scope, name, description, required, emphasize }: GrantableOnPage): Html {
    const id = `scope:${scope}`;
    const about = description === undefined ? '' : html` aria-describedby="${id}:about"`;
    // A disabled box is not sent: the server adds what is required.
    return html`<div class="choice"><input id="${id}" name="${id}" type="checkbox" value="on" checked${required ? html` disabled` : ''}${about}>
<label for="${id}"${emphasize ? html` class="emphasis"` : ''}><bdi>${name}</bdi>${required ? html` <small>(${texts.required})</small>` : ''}</label>${
      description === undefined ? '' : html`<p id="${id}:about" class="hint"><bdi>${description}</bdi></p>`
    }</div>`;
  }
}

/** The same as a plain list. */
export function grantableList(grantables: readonly GrantableOnPage[]): Html {
  if (grantables.length === 0) return html``;
  return html`<ul>${grantables.map(({ name }) => html`<li><bdi>${name}</bdi></li>`)}</ul>`;
}

/** The scopes that a form of {@link grantableChoices} leaves in, required ones always; in the order of the request. */
export function chosenScopes(
  grantables: readonly GrantableOnPage[],
  form: { has(name: string): boolean },
): readonly string[] {
  return grantables.filter(({ scope, required }) => required || form.has(`scope:${scope}`)).map(({ scope }) => scope);
}
