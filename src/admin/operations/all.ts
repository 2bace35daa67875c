import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { Administration } from '../administration.ts';
import { auditOperations } from './audit.ts';
import { clientOperations } from './clients.ts';
import { consentOperations } from './consents.ts';
import { countOperations } from './counts.ts';
import { grantOperations } from './grants.ts';
import { sessionOperations } from './sessions.ts';
import { userOperations } from './users.ts';

/** The operations of this room, in the order of the document. */
export function ownOperations(administration: Administration): readonly AdminOperation[] {
  return [
    ...clientOperations(administration.clients),
    ...userOperations(administration.users),
    ...sessionOperations(administration.sessions),
    ...grantOperations(administration.grants),
    ...consentOperations(administration.grants),
    ...auditOperations(administration.audit),
    ...countOperations(administration.counts),
  ];
}
