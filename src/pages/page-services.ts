import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import type { WaitingAuthorizations } from '../authorize/waiting-authorizations.ts';
import type { CibaInteraction } from '../ciba/interaction.ts';
import type { ClientDirectory } from '../clients/client-directory.ts';
import type { DeviceInteraction } from '../device/interaction.ts';
import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { LogoutService } from '../logout/service.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import type { Events } from '../operations/events.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { InteractionService } from '../sessions/interaction-service.ts';
import type { PasswordSignIn } from '../sessions/password-sign-in.ts';
import type { SessionService } from '../sessions/session-service.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { PageWriter } from './page-writer.ts';

/** Where a sign-in leads: back into an authorization request, or to one of our own pages. */
export type SignInTarget =
  | { readonly interactionId: string; readonly maxAge?: number | undefined; readonly staySignedIn?: boolean }
  | { readonly returnTo: string; readonly staySignedIn?: boolean };

/** Signing in at another provider. */
export interface ExternalSignIn {
  /** Resolves to the provider's authorization address, and to the cookies that must go out with the redirection. */
  begin(
    request: HttpRequest,
    providerId: string,
    target: SignInTarget,
    context: RequestContext,
    acrValues?: readonly string[],
  ): Promise<{ readonly location: string; readonly cookies: readonly string[] }>;
}

/** What the pages need; each takes a part of it. */
export interface PageServices {
  readonly issuer: string;
  readonly settings: Pick<Settings, 'externalProviders' | 'mode' | 'session'>;
  readonly pageWriter: PageWriter;
  readonly sessions: SessionService;
  readonly interactions: InteractionService;
  readonly clients: ClientDirectory;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'type'>;
  readonly users: Pick<UserDirectory, 'findBySubject'>;
  readonly vault: GrantVault;
  readonly events: Events;
  readonly passwordSignIn: PasswordSignIn;
  readonly waitingAuthorizations: WaitingAuthorizations;
  readonly deviceInteraction: DeviceInteraction;
  readonly cibaInteraction: CibaInteraction;
  readonly logout: LogoutService;
  /** For the `id_token_hint` of a sign-out. */
  readonly jwtVerifier: JwtVerifier;
  /** For a request to sign out on its way. */
  readonly sealer: Sealer;
  /** Absent: no buttons for other providers. */
  readonly externalSignIn?: ExternalSignIn | undefined;
}

/** Shows an error to a person. */
export type ErrorPageWriter = (thrown: unknown, request: HttpRequest, context: RequestContext) => Promise<HttpReply>;
