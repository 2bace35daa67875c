import type { ClientDirectory } from '../clients/client-directory.ts';
import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { Session } from '../model/grants.ts';
import { limits } from '../model/limits.ts';
import { sessionParticipants } from '../sessions/session-service.ts';
import type { IdentityTokenHint } from '../tokens/identity-token-hint.ts';
import { shownSubject } from '../tokens/subject-identifiers.ts';
import type { AskedLogout } from './asked.ts';

/** A checked request to sign out. */
export interface LogoutRequest {
  /** Who asks, if that is known. */
  readonly client?: Client | undefined;
  /** Where the browser goes afterwards, with `state`; absent: it stays here. */
  readonly redirectTo?: string | undefined;
  /** The user must agree first: the request may not come from a client that signed this user in. */
  readonly confirmationRequired: boolean;
  /** The browser may be sent to `redirectTo` without being asked; otherwise the page shows a link. */
  readonly redirectAtOnce: boolean;
  /** What is wrong with the request: it signs out all the same, after confirmation, and redirects nowhere. */
  readonly problem?: OAuthError | undefined;
  readonly logoutHint?: string | undefined;
  /** Language tags, most wanted first. */
  readonly uiLocales: readonly string[];
}

/**
 * Decides what a request to the end session endpoint may do (OpenID Connect RP-Initiated Logout 1.0 §2-4).
 *
 * A valid hint for the current session signs out without asking. Everything else is confirmed first, so that no link or image can
 * sign a user out. `post_logout_redirect_uri` counts only if it is registered, letter for letter, for the client of a valid
 * hint, or, once the user has confirmed, of `client_id`.
 *
 * @param confirmed the user has agreed on our own page.
 */
export async function judgeLogout(
  asked: AskedLogout,
  session: Session | undefined,
  confirmed: boolean,
  services: { readonly clients: Pick<ClientDirectory, 'findEnabled'> },
): Promise<LogoutRequest> {
  const { parameters } = asked;
  const logoutHint = parameters.get('logout_hint')?.slice(0, limits.loginHint.most);
  const uiLocales =
    parameters.get('ui_locales')?.slice(0, limits.uiLocales.most).split(' ').filter(Boolean).slice(0, 20) ?? [];
  const refused = (problem: OAuthError): LogoutRequest => ({
    confirmationRequired: session !== undefined && !confirmed,
    redirectAtOnce: false,
    problem,
    logoutHint,
    uiLocales,
  });
  const { hint } = asked;
  if (hint === 'wrong') return refused(oauthError('logout.hint'));
  const client = await clientOf(parameters.get('client_id'), hint, services);
  if (client === 'refused')
    return refused(oauthError('logout.client', { fields: { clientId: parameters.get('client_id') } }));
  const redirectTo = client === undefined ? undefined : redirection(parameters, client);
  if (redirectTo === 'refused') {
    const postLogoutRedirectUri = parameters.get('post_logout_redirect_uri');
    const fields = { clientId: client?.clientId, postLogoutRedirectUri };
    return refused(oauthError('logout.redirect-uri', { fields }));
  }
  const matches = hint !== undefined && (session === undefined || belongsTo(hint, session));
  return {
    client,
    redirectTo,
    confirmationRequired: session !== undefined && !confirmed && !matches,
    redirectAtOnce: matches || confirmed,
    logoutHint,
    uiLocales,
  };
}

async function clientOf(
  clientId: string | undefined,
  hint: IdentityTokenHint | undefined,
  services: { readonly clients: Pick<ClientDirectory, 'findEnabled'> },
): Promise<Client | undefined | 'refused'> {
  if (clientId === undefined) return hint?.client;
  if (hint !== undefined) return hint.client.clientId === clientId ? hint.client : 'refused';
  return clientId.length > limits.clientId.most
    ? 'refused'
    : ((await services.clients.findEnabled(clientId)) ?? 'refused');
}

function redirection(parameters: FormParameters, client: Client): string | undefined | 'refused' {
  const uri = parameters.get('post_logout_redirect_uri');
  if (uri === undefined) return undefined;
  if (!client.postLogoutRedirectUris.includes(uri)) return 'refused';
  const state = parameters.get('state');
  if (state === undefined) return uri;
  // By hand, since the URI must stay as it was registered, letter for letter.
  const [before, fragment] = splitFragment(uri);
  return `${before}${before.includes('?') ? '&' : '?'}state=${encodeURIComponent(state)}${fragment}`;
}

function splitFragment(uri: string): readonly [string, string] {
  const mark = uri.indexOf('#');
  return mark < 0 ? [uri, ''] : [uri.slice(0, mark), uri.slice(mark)];
}

/** Whether the token was issued in this session, or in a sign-in of the same user that it replaced. */
function belongsTo(hint: IdentityTokenHint, session: Session): boolean {
  if (hint.shownSubject !== shownSubject(session.subject.subjectId, hint.client)) return false;
  if (hint.sessionId === undefined) return true;
  return sessionParticipants(session).some(({ sessionId }) => sessionId === hint.sessionId);
}
