import type { AdminServiceGroup } from '../admin/module.ts';
import type { AuthorizeServiceGroup } from '../authorize/module.ts';
import { authenticatedClient } from '../clients/client-authenticator.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import { consoleClient } from '../config/console-client.ts';
import type { ExplorerServiceGroup } from '../explorer/module.ts';
import { Cookies } from '../http/cookies.ts';
import type { LogoutServiceGroup } from '../logout/module.ts';
import type { DayMetrics } from '../operations/day-metrics.ts';
import { personOf } from '../pages/people.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { SessionServiceGroup } from '../sessions/module.ts';
import { tokenEndpoint } from '../token-endpoint/endpoint.ts';
import type { TokenEndpointServiceGroup } from '../token-endpoint/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import { auditPage, keptInWords } from './audit-page.ts';
import { choicesOf } from './clients/client-form.ts';
import { clientListPage } from './clients/client-list-page.ts';
import { clientPages } from './clients/client-page.ts';
import { deleteClientPage } from './clients/delete-client-page.ts';
import { editClientPage } from './clients/edit-client-page.ts';
import { newClientPage } from './clients/new-client-page.ts';
import { configurationPage } from './configuration-page.ts';
import { Console } from './console.ts';
import { explorerPages } from './explorer-pages.ts';
import { ConsoleForms } from './forms.ts';
import { grantsPages } from './grants/grants-pages.ts';
import { invitationsPage } from './invitations-page.ts';
import { keysPages } from './keys-pages.ts';
import { ConsoleLayout } from './layout.ts';
import { overviewPage } from './overview-page.ts';
import type { ConsolePage } from './page.ts';
import { ConsoleSessions } from './sessions.ts';
import { ConsoleSignIn } from './sign-in.ts';
import { userFormPages } from './users/user-form-pages.ts';
import { userListPage } from './users/user-list-page.ts';
import { userPages } from './users/user-page.ts';

export type ConsoleNeeds = GroundServices &
  ClientServiceGroup &
  TokenServiceGroup &
  Pick<AuthorizeServiceGroup, 'requestObjects'> &
  ExplorerServiceGroup &
  UserServiceGroup &
  ProofServiceGroup &
  SessionServiceGroup &
  LogoutServiceGroup &
  TokenEndpointServiceGroup;

type ConsoleServices = ConsoleNeeds & AdminServiceGroup & { readonly dayMetrics: DayMetrics | undefined };

/** The console with everything in it; only where `admin.console` names administrators. */
export async function createConsole(services: ConsoleServices): Promise<Console> {
  const { settings, issuer, log, sealer, users, logout } = services;
  const { url } = settings.admin;
  const client = consoleClient(settings.admin);
  if (client === undefined) throw new Error('There is no console without admin.console.');
  const cookies = new Cookies(url);
  const layout = new ConsoleLayout(settings.timeZone);
  return new Console({
    url,
    log,
    layout,
    forms: new ConsoleForms(sealer, url),
    sessions: new ConsoleSessions({ ...services, cookies, client }),
    signIn: new ConsoleSignIn({
      ...services,
      url,
      issuer,
      cookies,
      client,
      // Asked from here it is this client for sure.
      tokenEndpoint: tokenEndpoint({
        ...services,
        clientAuthenticator: { authenticate: async () => authenticatedClient(client, 'none') },
      }),
    }),
    pages: await pagesOf(services, layout),
    nameOf: async (subject) => (await personOf(subject, users)).name,
    endSession: ({ issuerSession }, context) => logout.endSession(issuerSession, context),
  });
}

async function pagesOf(services: ConsoleServices, layout: ConsoleLayout): Promise<readonly ConsolePage[]> {
  const { settings, catalogue } = services;
  const administration = await services.administration();
  const { clients, users, grants, keys, audit, registrationTokens } = administration;
  const formatTime = (at: number) => layout.formatTime(at);
  const clientServices = { clients, catalogue, issuer: settings.issuer, choices: choicesOf(catalogue), formatTime };
  return [
    overviewPage({ ...services, counts: administration.counts }),
    clientListPage(clients),
    newClientPage(clientServices),
    editClientPage(clientServices),
    ...clientPages(clientServices),
    deleteClientPage(clients),
    userListPage(users, formatTime),
    ...userFormPages(users),
    ...userPages(administration, formatTime),
    ...grantsPages(grants, formatTime),
    ...keysPages(keys, formatTime),
    invitationsPage({ settings, registrationTokens, formatTime }),
    configurationPage(services),
    ...explorerPages(services, formatTime),
    auditPage(audit, keptInWords(settings.admin.audit.store), formatTime),
  ];
}
