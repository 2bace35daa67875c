import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { GroundServices } from '../../wiring/ground-services.ts';
import type { Administration } from '../administration.ts';
import { auditOperations } from './audit.ts';
import { clientSecretOperations } from './client-secrets.ts';
import { clientOperations } from './clients.ts';
import { configurationOperations } from './configuration.ts';
import { consentOperations } from './consents.ts';
import { countOperations } from './counts.ts';
import { grantOperations } from './grants.ts';
import { keyOperations } from './keys.ts';
import { registrationTokenOperations } from './registration-tokens.ts';
import { reloadOperation } from './reload.ts';
import { resourceOperations } from './resources.ts';
import { sessionOperations } from './sessions.ts';
import { userOperations } from './users.ts';

/** The operations of this room, in the order of the document. */
export function ownOperations(
  administration: Administration,
  services: Pick<GroundServices, 'settings' | 'storeKind' | 'reload' | 'events' | 'issuer'>,
): readonly AdminOperation[] {
  return [
    ...clientOperations(administration.clients),
    ...clientSecretOperations(administration.clients),
    ...registrationTokenOperations(administration.registrationTokens),
    ...userOperations(administration.users),
    ...sessionOperations(administration.sessions),
    ...grantOperations(administration.grants),
    ...consentOperations(administration.grants),
    ...keyOperations(administration.keys),
    ...resourceOperations(services.settings.catalogue),
    ...auditOperations(administration.audit),
    ...countOperations(administration.counts),
    ...configurationOperations(services),
    reloadOperation(services),
  ];
}
