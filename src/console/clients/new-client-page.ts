import type { ClientAdministration } from '../../admin/client-administration.ts';
import { AdminProblem } from '../../admin/problem.ts';
import {
  type ApplicationKind,
  applicationKinds,
  type KindName,
  kindNames,
  settingsOfKind,
} from '../../clients/application-kinds.ts';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import type { ResourceCatalogue } from '../../model/resources.ts';
import { type Html, html } from '../../pages/document.ts';
import { address, type ConsolePage, type ConsoleRequest } from '../page.ts';
import { problemList } from '../problem-view.ts';
import type { View } from '../view.ts';
import { type OfferedChoices, type Settings, settingsFields, settingsOf } from './client-form.ts';
import { secretView } from './secret-view.ts';
import { examplesFor } from './try-it.ts';
import { tryItView } from './try-it-view.ts';

export interface NewClientServices {
  readonly clients: Pick<ClientAdministration, 'create'>;
  readonly catalogue: ResourceCatalogue;
  readonly issuer: string;
  readonly choices: OfferedChoices;
}

/** `/clients/new`: which kind of application it is, what that needs, and once it is there how to use it. */
export function newClientPage(services: NewClientServices): ConsolePage {
  const { clients, catalogue, choices, issuer } = services;
  return {
    path: '/clients/new',
    async show(request) {
      const kind = kindOf(request);
      return kind === undefined ? chooser() : formView(request, kind, { ...proposed(kind), clientId: '' });
    },
    async act(request, form) {
      const kind = kindOf(request);
      if (kind === undefined) return chooser();
      const clientId = form.get('clientId') ?? '';
      const { settings: written, unreadable } = settingsOf(form);
      const settings = { ...written, clientId };
      if (unreadable !== undefined) return formView(request, kind, settings, problemList([unreadable]));
      try {
        const { client, secret, isNew } = await clients.create(settings, request.caller);
        if (!isNew) throw new AdminProblem('exists', { detail: `there is a client ${clientId} already` });
        const identityScopes = new Set(catalogue.identityResources.map(({ name }) => name));
        return {
          title: 'The client is there',
          section: 'clients',
          body: html`<p>Running servers know <a id="created" href="${address('/clients/show', { id: clientId })}">${clientId}</a> within five seconds.</p>
${secretView(secret, client.requireClientSecret)}
${tryItView(examplesFor(client, { issuer, identityScopes, secret }), secret !== undefined)}`,
        };
      } catch (error) {
        return formView(request, kind, settings, mistakesOf(error), 422);
      }
    },
  };

  function proposed(kind: ApplicationKind): Settings {
    const scopes = kind.hasUsers ? {} : { allowedScopes: [] };
    return { ...settingsOfKind(kind, kind.settings.redirectUris ?? [], catalogue), ...scopes };
  }

  function formView(
    { query, fields }: ConsoleRequest,
    kind: ApplicationKind,
    settings: Settings,
    problem?: Html,
    status?: number,
  ): View {
    const action = address('/clients/new', { kind: query.get('kind') });
    return {
      title: `New client: ${kind.about}`,
      section: 'clients',
      status,
      body: html`${problem ?? ''}<form class="narrow" method="post" action="${action}">${fields(action)}
<label for="clientId">Client id</label><input id="clientId" name="clientId" type="text" required value="${settings['clientId'] === '' ? '' : String(settings['clientId'])}" aria-describedby="clientId-hint"><p id="clientId-hint" class="hint">By which it names itself for ever, such as <code>${kind.clientId}</code>.</p>
${settingsFields(settings, choices, kind.because)}
<div class="buttons"><button id="create" class="primary" type="submit">Create the client</button></div></form>`,
    };
  }
}

const mendable: ReadonlySet<string> = new Set(['invalid', 'exists', 'configured', 'not-possible']);

/** Mistakes in what was written, for the form; anything else is not the form's. */
export function mistakesOf(error: unknown): Html {
  if (error instanceof ConfigurationError) return problemList(error.problems);
  if (error instanceof AdminProblem && mendable.has(error.problem)) {
    return problemList(error.errors, error.detail);
  }
  throw error;
}

function kindOf({ query }: Pick<ConsoleRequest, 'query'>): ApplicationKind | undefined {
  const name = kindNames.find((known) => known === query.get('kind'));
  return name === undefined ? undefined : applicationKinds[name];
}

function chooser(): View {
  const entry = (name: KindName) => {
    const { about }: ApplicationKind = applicationKinds[name];
    return html`<li><a id="kind-${name}" href="${address('/clients/new', { kind: name })}">${about[0]!.toUpperCase() + about.slice(1)}</a></li>`;
  };
  return {
    title: 'New client',
    section: 'clients',
    body: html`<p>What kind of application is it? That proposes settings which are safe for it; you can change every one.</p><ul class="kinds">${kindNames.map(entry)}</ul>`,
  };
}
