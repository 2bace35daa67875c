import type { Client } from '../model/client.ts';
import type { CatalogueDraft } from './catalogue-rules.ts';
import { consoleClientId } from './console-client.ts';
import type { ProblemList } from './problem-list.ts';

/** What the console needs of the rest, where there is one. */
export function checkConsole(
  { identityResources }: Pick<CatalogueDraft, 'identityResources'>,
  clients: readonly (Client | undefined)[],
  problems: ProblemList,
): void {
  if (!identityResources.some((resource) => resource?.name === 'openid')) {
    problems.add('admin.console', 'needs openid in identityResources: people sign in to it with OpenID Connect');
  }
  clients.forEach((client, index) => {
    if (client?.clientId !== consoleClientId) return;
    problems.add(['clients', index, 'clientId'], 'is the client of the console (admin.console): choose another');
  });
}
