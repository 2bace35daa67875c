import type { z } from 'zod';
import { checkClientPolicy } from './client-policy-rules.ts';
import type { ProblemList } from './problem-list.ts';
import type { clientRegistrationSchema } from './registration-schema.ts';

/** Contradictions in what clients that register themselves may have. */
export function checkClientRegistration(
  registration: z.output<typeof clientRegistrationSchema>,
  known: ReadonlySet<string>,
  detailTypes: ReadonlySet<string>,
  problems: ProblemList,
): void {
  const closedMode = registration.mode === 'open' ? 'initialAccessToken' : undefined;
  checkClientPolicy('clientRegistration', registration, closedMode, known, problems);
  registration.authorizationDetailTypes.forEach((type, index) => {
    if (!detailTypes.has(type)) {
      problems.add(
        ['clientRegistration', 'authorizationDetailTypes', index],
        `${JSON.stringify(type)} is not registered`,
      );
    }
  });
  registration.softwareStatementIssuers.forEach(({ jwks, jwksUri }, index) => {
    if ((jwks === undefined) === (jwksUri === undefined)) {
      problems.add(
        ['clientRegistration', 'softwareStatementIssuers', index],
        'must have jwks or jwksUri, and not both',
      );
    }
  });
}
