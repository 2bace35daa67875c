import type { ShownConsent, ShownGrant } from '../../admin/shown-grant.ts';
import { type Html, html } from '../../pages/document.ts';
import { actionButton, codes, listing } from '../elements.ts';
import { address, type ConsoleRequest } from '../page.ts';

export const kindNames: Readonly<Record<ShownGrant['kind'], string>> = {
  refresh_token: 'refresh token',
  reference_token: 'reference token',
  authorization_code: 'authorization code',
  device_code: 'device code',
  ciba: 'CIBA request',
};

type Next = { readonly path: string; readonly query: Readonly<Record<string, string | undefined>> };

/** Codes and tokens, each with a button that ends it. The page is come back to. */
export function grantsView(
  grants: readonly ShownGrant[],
  request: ConsoleRequest,
  formatTime: (at: number) => string,
  next?: Next,
): Html {
  const action = address('/grants/revoke', backOf(request));
  return listing(
    'Grants',
    ['Kind', 'Application', 'User', 'Scopes', 'Since', 'Until', ''],
    grants.map((grant) => [
      kindNames[grant.kind],
      clientLink(grant.clientId),
      userLink(grant.subject),
      codes(grant.scopes ?? []),
      formatTime(grant.createdAt),
      formatTime(grant.expiresAt),
      actionButton(
        action,
        html`${request.fields(action)}<input type="hidden" name="grant" value="${grant.id}">`,
        'Revoke',
        { label: `Revoke the ${kindNames[grant.kind]} of ${grant.clientId ?? 'nobody'}` },
      ),
    ]),
    next,
  );
}

/** What users agreed to. */
export function consentsView(
  consents: readonly ShownConsent[],
  request: ConsoleRequest,
  formatTime: (at: number) => string,
): Html {
  const action = address('/grants/withdraw', backOf(request));
  return listing(
    'Consents',
    ['Application', 'User', 'Scopes', 'Since', 'Until', ''],
    consents.map((consent) => [
      clientLink(consent.clientId),
      userLink(consent.subject),
      codes(consent.scopes ?? []),
      formatTime(consent.createdAt),
      consent.expiresAt === null ? 'withdrawn' : formatTime(consent.expiresAt),
      actionButton(
        action,
        html`${request.fields(action)}<input type="hidden" name="subject" value="${consent.subject}"><input type="hidden" name="client" value="${consent.clientId}">`,
        'Withdraw',
        { label: `Withdraw the consent of ${consent.subject} to ${consent.clientId}` },
      ),
    ]),
  );
}

/** The page that a form leads back to, by what it is about. */
function backOf({ path, query }: ConsoleRequest): Readonly<Record<string, string | undefined>> {
  return path === '/users/show'
    ? { user: query.get('id') }
    : { subject: query.get('subject'), client: query.get('client') };
}

function clientLink(clientId: string | undefined): Html {
  return clientId === undefined
    ? html``
    : html`<a href="${address('/clients/show', { id: clientId })}">${clientId}</a>`;
}

function userLink(subject: string | undefined): Html {
  return subject === undefined ? html`` : html`<a href="${address('/users/show', { id: subject })}">${subject}</a>`;
}
