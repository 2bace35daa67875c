import type { ClientServiceGroup } from '../clients/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import { AuditAdministration } from './audit-administration.ts';
import { ClientAdministration } from './client-administration.ts';
import { type Counts, countAll } from './counts.ts';
import type { LogoutTeller } from './ending-sign-ins.ts';
import { GrantAdministration } from './grant-administration.ts';
import { KeyAdministration } from './key-administration.ts';
import { type InvitationMaker, RegistrationTokenAdministration } from './registration-token-administration.ts';
import { SessionAdministration } from './session-administration.ts';
import { UserAdministration } from './user-administration.ts';

/** What operators do, each thing by one class: API, console and commands use the same. */
export interface Administration {
  readonly clients: ClientAdministration;
  readonly registrationTokens: RegistrationTokenAdministration;
  readonly users: UserAdministration;
  readonly sessions: SessionAdministration;
  readonly grants: GrantAdministration;
  readonly keys: KeyAdministration;
  readonly audit: AuditAdministration;
  readonly counts: () => Promise<Counts>;
}

export interface AdministrationNeeds extends GroundServices, ClientServiceGroup, UserServiceGroup {
  readonly logoutNotifier: LogoutTeller;
  readonly invitations: InvitationMaker;
}

/** Loaded when somebody administers something, and not before. */
export function createAdministration(services: AdministrationNeeds): Administration {
  return {
    clients: new ClientAdministration(services),
    registrationTokens: new RegistrationTokenAdministration(services),
    users: new UserAdministration(services),
    sessions: new SessionAdministration(services),
    grants: new GrantAdministration(services),
    keys: new KeyAdministration(services),
    audit: new AuditAdministration(services),
    counts: () => countAll(services),
  };
}
