// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { ExplorerOperations } from './explorer.ts';
import type { ClientsOperations } from './clients.ts';
import type { RegistrationTokensOperations } from './registration-tokens.ts';
import type { UsersOperations } from './users.ts';
import type { SessionsOperations } from './sessions.ts';
import type { GrantsOperations } from './grants.ts';
import type { ConsentsOperations } from './consents.ts';
import type { SigningKeysOperations } from './signing-keys.ts';
import type { ScopesAndAPIsOperations } from './scopes-and-apis.ts';
import type { AuditOperations } from './audit.ts';
import type { CountsOperations } from './counts.ts';
import type { ServerOperations } from './server.ts';
import type { ConfigurationOperations } from './configuration.ts';

export type { ExplorerOperations } from './explorer.ts';
export type { ClientsOperations } from './clients.ts';
export type { RegistrationTokensOperations } from './registration-tokens.ts';
export type { UsersOperations } from './users.ts';
export type { SessionsOperations } from './sessions.ts';
export type { GrantsOperations } from './grants.ts';
export type { ConsentsOperations } from './consents.ts';
export type { SigningKeysOperations } from './signing-keys.ts';
export type { ScopesAndAPIsOperations } from './scopes-and-apis.ts';
export type { AuditOperations } from './audit.ts';
export type { CountsOperations } from './counts.ts';
export type { ServerOperations } from './server.ts';
export type { ConfigurationOperations } from './configuration.ts';
export type { Trip } from './types/trip.ts';
export type { Client } from './types/client.ts';
export type { User } from './types/user.ts';
export type { Counts } from './types/counts.ts';
export type { Server } from './types/server.ts';
export type { Configuration } from './types/configuration.ts';
export type { ListedClient } from './types/listed-client.ts';
export type { ListedSession } from './types/listed-session.ts';
export type { ListedGrant } from './types/listed-grant.ts';
export type { ListedConsent } from './types/listed-consent.ts';
export type { ListKeysResult } from './types/list-keys-result.ts';
export type { ListedScope } from './types/listed-scope.ts';
export type { ListedResource } from './types/listed-resource.ts';
export type { ListedAuditEntry } from './types/listed-audit-entry.ts';
export type { ExplainTokenResult } from './types/explain-token-result.ts';
export type { ExplainTokenBody } from './types/explain-token-body.ts';
export type { CreateClientResult } from './types/create-client-result.ts';
export type { CreateClientBody } from './types/create-client-body.ts';
export type { ReplaceClientBody } from './types/replace-client-body.ts';
export type { ChangeClientBody } from './types/change-client-body.ts';
export type { AddClientSecretResult } from './types/add-client-secret-result.ts';
export type { AddClientSecretBody } from './types/add-client-secret-body.ts';
export type { RenewClientSecretResult } from './types/renew-client-secret-result.ts';
export type { RenewClientSecretBody } from './types/renew-client-secret-body.ts';
export type { CreateRegistrationTokenResult } from './types/create-registration-token-result.ts';
export type { CreateRegistrationTokenBody } from './types/create-registration-token-body.ts';
export type { CreateUserBody } from './types/create-user-body.ts';
export type { ChangeUserBody } from './types/change-user-body.ts';
export type { SetPasswordBody } from './types/set-password-body.ts';
export type { SignOutUserResult } from './types/sign-out-user-result.ts';
export type { RevokeGrantsResult } from './types/revoke-grants-result.ts';
export type { RevokeGrantsBody } from './types/revoke-grants-body.ts';
export type { RotateKeysBody } from './types/rotate-keys-body.ts';
export type { RetireKeyResult } from './types/retire-key-result.ts';

/** Every operation of the admin API, a method each. */
export interface AdminOperations extends ExplorerOperations, ClientsOperations, RegistrationTokensOperations, UsersOperations, SessionsOperations, GrantsOperations, ConsentsOperations, SigningKeysOperations, ScopesAndAPIsOperations, AuditOperations, CountsOperations, ServerOperations {}
export type { ReloadConfigurationResult } from './types/reload-configuration-result.ts';

/** Every operation of the admin API, a method each. */
export interface AdminOperations extends ExplorerOperations, ClientsOperations, UsersOperations, SessionsOperations, GrantsOperations, ConsentsOperations, AuditOperations, CountsOperations, ConfigurationOperations {}
