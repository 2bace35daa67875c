import { isPlainObject } from '../../config/environment-references.ts';
import { clientDefaults, isClientDefault } from '../../config/resolve-client.ts';
import type { FormParameters } from '../../model/form-parameters.ts';
import { grantTypes } from '../../model/grant-type.ts';
import type { ResourceCatalogue } from '../../model/resources.ts';
import { type Html, html } from '../../pages/document.ts';

/** Settings of a client as they are written, by name. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a form offers. */
export interface OfferedChoices {
  /** Scopes that there are: name and what it is for. */
  readonly scopes: readonly { readonly name: string; readonly about?: string | undefined }[];
}

/** What clients may ask for here, by the configuration. */
export function choicesOf({ identityResources, apiScopes }: ResourceCatalogue): OfferedChoices {
  const all = [...identityResources, ...apiScopes].filter(({ enabled }) => enabled);
  return { scopes: all.map(({ name, displayName: about }) => ({ name, about })) };
}

const grants: readonly (readonly [string, string])[] = [
  [grantTypes.clientCredentials, 'Client credentials: it acts for itself'],
  [grantTypes.authorizationCode, 'Authorization code: people sign in in a browser'],
  [grantTypes.deviceCode, 'Device code: people sign in on another device'],
  [grantTypes.ciba, 'CIBA: people are asked on a device of theirs'],
  [grantTypes.tokenExchange, 'Token exchange: it passes on whom it works for'],
  [grantTypes.jwtBearer, 'JWT bearer: it brings an assertion of another issuer'],
  [grantTypes.password, 'Password: must not be used any more (RFC 9700 §2.4)'],
];

const switches: readonly (readonly [string, string, string])[] = [
  ['allowOfflineAccess', 'May have refresh tokens', 'For people who are away: it asks for offline_access.'],
  ['requireConsent', 'People are asked for their consent', 'For applications that are not your own.'],
];

const addresses: readonly (readonly [string, string, string])[] = [
  [
    'redirectUris',
    'Redirect URIs',
    'Where codes are sent to; one on each line, exactly as the application names them.',
  ],
  ['postLogoutRedirectUris', 'Addresses after signing out', 'One on each line.'],
  ['allowedCorsOrigins', 'Origins of its pages', 'From which its scripts may call this server; one on each line.'],
];

/** With more scopes than that they are typed: a form has a hundred fields at the most. */
const mostTicked = 50;
const knownGrants: readonly string[] = grants.map(([name]) => name);
const covered: ReadonlySet<string> = new Set([
  'clientId',
  'clientName',
  'clientSecrets',
  'enabled',
  'allowedGrantTypes',
  'allowedScopes',
  'accessTokenLifetime',
  ...switches.map(([name]) => name),
  ...addresses.map(([name]) => name),
  // Said by the server, not by an operator.
  'from',
  'registration',
  'document',
  'idleSince',
]);

/** The fields of a client's settings. What has none stands as JSON in the last one. @param because reasons for what is proposed. */
export function settingsFields(
  settings: Settings,
  { scopes }: OfferedChoices,
  because: Readonly<Record<string, string | undefined>> = {},
): Html {
  const listed = (name: string): readonly string[] => listOf(settings[name]);
  const allowed = listed('allowedScopes');
  const known = new Set(scopes.map(({ name }) => name));
  const others = listed('allowedGrantTypes').filter((name) => !knownGrants.includes(name));
  const typed = scopes.length > mostTicked ? allowed : allowed.filter((name) => !known.has(name));
  const why = (name: string) => (because[name] === undefined ? '' : html`<p class="hint">${because[name]}</p>`);
  return html`<label for="clientName">Name that people see</label><input id="clientName" name="clientName" type="text" value="${textOf(settings['clientName'])}">
<fieldset><legend>Grants</legend>${why('allowedGrantTypes')}${grants.map(([name, about]) =>
    ticked(`grant:${name}`, about, listed('allowedGrantTypes').includes(name)),
  )}</fieldset>
<label for="otherGrants">Grant types of your own</label><input id="otherGrants" name="otherGrants" type="text" value="${others.join(' ')}" aria-describedby="otherGrants-hint"><p id="otherGrants-hint" class="hint">With a space between them.</p>
${scopes.length > mostTicked ? '' : html`<fieldset><legend>Scopes that it may ask for</legend>${scopes.map(({ name, about }) => ticked(`scope:${name}`, name, allowed.includes(name), about))}</fieldset>`}
<label for="otherScopes">${scopes.length > mostTicked ? 'Scopes that it may ask for' : 'Other scopes'}</label><textarea id="otherScopes" name="otherScopes" rows="2">${typed.join('\n')}</textarea>
${addresses.map(
  ([name, title, hint]) =>
    html`<label for="${name}">${title}</label><textarea id="${name}" name="${name}" rows="2" aria-describedby="${name}-hint">${listed(name).join('\n')}</textarea><p id="${name}-hint" class="hint">${hint} ${because[name] ?? ''}</p>`,
)}
<fieldset><legend>What it may</legend>${switches.map(([name, title, hint]) =>
    ticked(name, title, settings[name] === true, because[name] ?? hint),
  )}</fieldset>
<label for="accessTokenLifetime">Seconds that its access tokens last</label><input id="accessTokenLifetime" name="accessTokenLifetime" type="number" min="1" value="${textOf(settings['accessTokenLifetime'])}" placeholder="${textOf(clientDefaults().accessTokenLifetime)}">
<details${Object.keys(furtherOf(settings)).length === 0 ? '' : html` open`}><summary>Every other setting</summary>
<label for="further">As JSON</label><textarea id="further" name="further" rows="6" aria-describedby="further-hint" spellcheck="false">${JSON.stringify(furtherOf(settings), undefined, 2)}</textarea>
<p id="further-hint" class="hint">By the names of the configuration; what is left out is as it is by default. ${Object.entries(
    because,
  )
    .filter(([name]) => !covered.has(name))
    .map(([name, reason]) => html`<br><code>${name}</code>: ${reason}`)}</p></details>`;
}

/** A mistake in what was typed, before it is even a setting. */
export interface UnreadableField {
  readonly path: string;
  readonly message: string;
}

/** The settings that a form of {@link settingsFields} says. */
export function settingsOf(form: FormParameters): {
  readonly settings: Settings;
  readonly unreadable?: UnreadableField;
} {
  const further = furtherIn(form.get('further') ?? '{}');
  const names = form.names();
  const lifetime = form.get('accessTokenLifetime');
  const settings: Settings = {
    ...(isPlainObject(further) ? further : {}),
    ...(form.has('clientName') ? { clientName: form.get('clientName') } : {}),
    allowedGrantTypes: [
      ...knownGrants.filter((name) => form.has(`grant:${name}`)),
      ...wordsOf(form.get('otherGrants')),
    ],
    allowedScopes: [
      ...new Set([
        ...names.filter((name) => name.startsWith('scope:')).map((name) => name.slice('scope:'.length)),
        ...wordsOf(form.get('otherScopes')),
      ]),
    ],
    ...Object.fromEntries(addresses.map(([name]) => [name, wordsOf(form.get(name))])),
    ...Object.fromEntries(switches.map(([name]) => [name, form.has(name)])),
    ...(lifetime === undefined ? {} : { accessTokenLifetime: Number(lifetime) }),
  };
  if (isPlainObject(further)) return { settings };
  return { settings, unreadable: { path: 'Every other setting', message: 'must be one JSON object' } };
}

/** The settings of a client that no other field has, as far as they differ from the default. */
function furtherOf(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) => !covered.has(name) && value !== undefined && !isClientDefault(name, value),
    ),
  );
}

/** What two forms of a client say differently, by setting. */
export function differences(
  mine: Settings,
  theirs: Settings,
): readonly { readonly name: string; readonly mine: string; readonly theirs: string }[] {
  const defaults: Settings = { ...clientDefaults() };
  const shown = (settings: Settings, name: string) => JSON.stringify(settings[name] ?? defaults[name] ?? null);
  return [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
    .filter((name) => !notCompared.has(name) && shown(mine, name) !== shown(theirs, name))
    .map((name) => ({ name, mine: shown(mine, name), theirs: shown(theirs, name) }));
}

const notCompared: ReadonlySet<string> = new Set([
  'clientId',
  'clientSecrets',
  'from',
  'registration',
  'document',
  'idleSince',
  'enabled',
]);

function ticked(name: string, title: string, isTicked: boolean, hint?: string): Html {
  const about = hint === undefined ? '' : html` aria-describedby="${name}-hint"`;
  return html`<div class="choice"><input id="${name}" name="${name}" type="checkbox" value="on"${isTicked ? html` checked` : ''}${about}><label for="${name}">${title}</label>${
    hint === undefined ? '' : html`<p id="${name}-hint" class="hint">${hint}</p>`
  }</div>`;
}

function furtherIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wordsOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
