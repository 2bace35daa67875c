import type { z } from 'zod';
import type { EndpointSwitches } from '../model/endpoint-paths.ts';
import { checkClientPolicy, type KnownNames } from './client-policy-rules.ts';
import type { ProblemList } from './problem-list.ts';
import type { clientRegistrationSchema } from './registration-schema.ts';

/** Contradictions in what clients that register themselves may have. */
export function checkClientRegistration(
  registration: z.output<typeof clientRegistrationSchema>,
  around: KnownNames & { readonly endpoints: EndpointSwitches | undefined },
  problems: ProblemList,
): void {
  const add = (path: readonly PropertyKey[], message: string) => problems.add(['clientRegistration', ...path], message);
  const { mode, softwareStatementIssuers } = registration;
  const closedMode = mode === 'open' ? 'initialAccessToken' : undefined;
  checkClientPolicy('clientRegistration', registration, closedMode, around, problems);
  softwareStatementIssuers.forEach(({ jwks, jwksUri }, index) => {
    if ((jwks === undefined) === (jwksUri === undefined)) {
      add(['softwareStatementIssuers', index], 'must have jwks or jwksUri, and not both');
    }
  });
}
