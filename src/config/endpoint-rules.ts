import type { Client } from '../model/client.ts';
import type { EndpointSwitches, SwitchableEndpoint } from '../model/endpoint-paths.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { ProblemList } from './problem-list.ts';

const neededBy: ReadonlyMap<string, SwitchableEndpoint> = new Map([
  [grantTypes.authorizationCode, 'authorize'],
  ['implicit', 'authorize'],
  [grantTypes.deviceCode, 'deviceAuthorization'],
  [grantTypes.ciba, 'ciba'],
]);

/** The endpoint at which a grant begins, where it is switched off. */
export function closedFor(grantType: string, endpoints: EndpointSwitches | undefined): SwitchableEndpoint | undefined {
  const needed = neededBy.get(grantType);
  return needed === undefined || endpoints === undefined || endpoints[needed] ? undefined : needed;
}

/** Clients whose grants begin at an endpoint that is switched off. */
export function checkEndpoints(
  clients: readonly (Client | undefined)[],
  endpoints: EndpointSwitches | undefined,
  problems: ProblemList,
): void {
  if (endpoints === undefined) return;
  clients.forEach((client, index) => {
    client?.allowedGrantTypes.forEach((grantType, position) => {
      const needed = closedFor(grantType, endpoints);
      if (needed === undefined) return;
      problems.add(
        ['clients', index, 'allowedGrantTypes', position],
        `needs endpoints.${needed}, which is switched off`,
      );
    });
    if (client?.requirePushedAuthorization && !(endpoints.authorize && endpoints.pushedAuthorization)) {
      problems.add(
        ['clients', index, 'requirePushedAuthorization'],
        'needs endpoints.pushedAuthorization, which is switched off',
      );
    }
  });
}
