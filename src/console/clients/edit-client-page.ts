import type { ClientAdministration } from '../../admin/client-administration.ts';
import { etagOf } from '../../admin/etag.ts';
import { AdminProblem } from '../../admin/problem.ts';
import type { ShownClient } from '../../admin/shown-client.ts';
import { type Html, html } from '../../pages/document.ts';
import { table } from '../elements.ts';
import { address, type ConsolePage, type ConsoleRequest } from '../page.ts';
import { problemList } from '../problem-view.ts';
import type { View } from '../view.ts';
import { differences, type OfferedChoices, type Settings, settingsFields, settingsOf } from './client-form.ts';
import { mistakesOf } from './new-client-page.ts';

export interface EditClientServices {
  readonly clients: Pick<ClientAdministration, 'show' | 'replace'>;
  readonly choices: OfferedChoices;
}

/** `/clients/edit`: nobody's change is lost; the second of two administrators sees what the first one changed. */
export function editClientPage({ clients, choices }: EditClientServices): ConsolePage {
  return {
    path: '/clients/edit',
    async show(request) {
      const client = await clients.show(request.query.get('id') ?? '');
      if (client.from === 'configuration') throw standsInConfiguration(client.clientId);
      return formView(request, client, { ...client });
    },
    async act(request, form) {
      const clientId = request.query.get('id') ?? '';
      const { settings, unreadable } = settingsOf(form);
      const shown = await clients.show(clientId);
      const etag = form.get('etag') ?? '';
      if (unreadable !== undefined)
        return formView(request, shown, settings, { problem: problemList([unreadable]), etag });
      try {
        await clients.replace(clientId, { ...settings, enabled: shown.enabled }, request.caller, etag);
        return { to: address('/clients/show', { id: clientId, done: 'changed' }) };
      } catch (error) {
        if (!(error instanceof AdminProblem && error.problem === 'changed-meanwhile')) {
          return formView(request, shown, settings, { problem: mistakesOf(error), etag, status: 422 });
        }
        const current = await clients.show(clientId);
        return formView(request, current, settings, { problem: conflict(settings, current), status: 409 });
      }
    },
  };

  function formView(
    request: ConsoleRequest,
    client: ShownClient,
    settings: Settings,
    options: { readonly problem?: Html; readonly etag?: string; readonly status?: number } = {},
  ): View {
    const action = address('/clients/edit', { id: client.clientId });
    return {
      title: `Edit ${client.clientName ?? client.clientId}`,
      section: 'clients',
      status: options.status,
      body: html`${options.problem ?? ''}<form class="narrow" method="post" action="${action}">${request.fields(action)}<input type="hidden" name="etag" value="${options.etag ?? etagOf(client)}">
${settingsFields(settings, choices)}
<div class="buttons"><button id="save" class="primary" type="submit">Save</button> <a class="button plain" href="${address('/clients/show', { id: client.clientId })}">Leave it as it is</a></div></form>`,
    };
  }
}

export function standsInConfiguration(clientId: string): AdminProblem {
  return new AdminProblem('configured', { detail: `${clientId} stands in the configuration: change it there` });
}

function conflict(mine: Settings, theirs: ShownClient): Html {
  const rows = differences(mine, { ...theirs }).map((one) => [
    html`<code>${one.name}</code>`,
    html`<code>${one.theirs}</code>`,
    html`<code>${one.mine}</code>`,
  ]);
  return html`<div id="problem" class="problem" role="alert"><h2>Somebody else has changed it meanwhile</h2><p>Nothing of yours was saved. This is where the two differ; the form below has what you typed. Save it again to let yours count.</p></div>
${table('What differs', ['Setting', 'As it is now', 'As you typed it'], rows)}`;
}
