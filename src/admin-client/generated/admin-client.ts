// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { ExplorerOperations } from './explorer.ts';
import type { ClientsOperations } from './clients.ts';
import type { UsersOperations } from './users.ts';
import type { SessionsOperations } from './sessions.ts';
import type { GrantsOperations } from './grants.ts';
import type { ConsentsOperations } from './consents.ts';
import type { AuditOperations } from './audit.ts';
import type { CountsOperations } from './counts.ts';

export type { ExplorerOperations } from './explorer.ts';
export type { ClientsOperations } from './clients.ts';
export type { UsersOperations } from './users.ts';
export type { SessionsOperations } from './sessions.ts';
export type { GrantsOperations } from './grants.ts';
export type { ConsentsOperations } from './consents.ts';
export type { AuditOperations } from './audit.ts';
export type { CountsOperations } from './counts.ts';
export type { Trip } from './types/trip.ts';
export type { Client } from './types/client.ts';
export type { User } from './types/user.ts';
export type { Counts } from './types/counts.ts';
export type { ListedClient } from './types/listed-client.ts';
export type { ListedSession } from './types/listed-session.ts';
export type { ListedGrant } from './types/listed-grant.ts';
export type { ListedConsent } from './types/listed-consent.ts';
export type { ListedAuditEntry } from './types/listed-audit-entry.ts';
export type { ExplainTokenResult } from './types/explain-token-result.ts';
export type { ExplainTokenBody } from './types/explain-token-body.ts';
export type { CreateUserBody } from './types/create-user-body.ts';
export type { ChangeUserBody } from './types/change-user-body.ts';
export type { SetPasswordBody } from './types/set-password-body.ts';
export type { SignOutUserResult } from './types/sign-out-user-result.ts';
export type { RevokeGrantsResult } from './types/revoke-grants-result.ts';
export type { RevokeGrantsBody } from './types/revoke-grants-body.ts';

/** Every operation of the admin API, a method each. */
export interface AdminOperations extends ExplorerOperations, ClientsOperations, UsersOperations, SessionsOperations, GrantsOperations, ConsentsOperations, AuditOperations, CountsOperations {}
