import { oauthError } from '../errors/oauth-error.ts';
import { readForm } from '../http/form.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { SessionService } from '../sessions/session-service.ts';

/** Whether the page is asked for, rather than its form sent. @throws {OAuthError} `request.method` (405). */
export function isShown(request: HttpRequest): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  if (request.method === 'POST') return false;
  throw oauthError('request.method', { headers: { allow: 'GET, HEAD, POST' } });
}

/** A form of our own pages, whose token is right. */
export interface PageForm {
  readonly form: FormParameters;
  /** It was made for whoever is signed in now. Otherwise somebody signed in or out since, in another tab: show the page anew instead. */
  readonly isCurrent: boolean;
}

/**
 * Reads a form that one of our own pages sent.
 * @param purpose for which the token was made; may depend on the form.
 * @throws {OAuthError} `form.forged` (403), and what {@link readForm} throws.
 * @see RFC 9700 §4.7 (CSRF)
 */
export async function readPageForm(
  request: HttpRequest,
  issuer: string,
  sessions: Pick<SessionService, 'verifyCsrfToken'>,
  purpose: (form: FormParameters) => string,
  context: RequestContext,
): Promise<PageForm> {
  refuseOtherSites(request, issuer);
  const form = await readForm(request);
  return { form, isCurrent: await sessions.verifyCsrfToken(request, purpose(form), form.get('csrf'), context) };
}

/** The token decides; this refuses earlier what the browser itself says comes from elsewhere. @throws {OAuthError} `form.forged` (403). */
export function refuseOtherSites(request: HttpRequest, base: string): void {
  const site = request.header('sec-fetch-site');
  if (site === 'same-origin') return;
  if (site !== undefined && site !== 'none')
    throw oauthError('form.forged', { detail: `sec-fetch-site ${site.slice(0, 20)}` });
  const origin = request.header('origin');
  // Our pages send no referrer, for which browsers make the origin `null` (Fetch §3.2).
  if (origin === undefined || origin === 'null' || origin === new URL(base).origin) return;
  throw oauthError('form.forged', { detail: 'origin' });
}
