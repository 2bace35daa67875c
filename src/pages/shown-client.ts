import { redirectUriKind } from '../clients/metadata/redirect-uris.ts';
import { isListedHost } from '../documents/document-url.ts';
import { isLoopbackHost } from '../keys/public-address.ts';
import type { Client } from '../model/client.ts';
import { paths } from '../model/endpoint-paths.ts';
import { looksLikeAnother } from '../model/look-alike.ts';
import { isShownText } from '../model/shown-text.ts';
import type { ClientOnPage, IntroducedClientOnPage } from './page-models.ts';

export interface ShownClientOptions {
  readonly issuer: string;
  /** See `clientIdMetadataDocuments.hosts`. */
  readonly knownHosts: readonly string[];
  /** The last segment of the path of a client's logo. */
  logoName(client: Client): string | undefined;
}

/** A client as a page shows it. Of one that nobody configured no name that looks like another, and no picture from elsewhere. */
export function clientOnPage(client: Client, options: ShownClientOptions): ClientOnPage {
  const { clientId, clientName, clientUri: uri, logoUri, policyUri, tosUri } = client;
  const links = { clientId, uri, policyUri, tosUri };
  if (client.origin === undefined) return { ...links, name: clientName ?? clientId, logoUri };
  const introduced = introductionOf(client, options.knownHosts);
  const name = introduced.isNameHidden ? undefined : clientName;
  const logo = options.logoName(client);
  return {
    ...links,
    name: name ?? introduced.host ?? clientId,
    logoUri: logo === undefined || introduced.isNameHidden ? undefined : `${options.issuer}${paths.logos}/${logo}`,
    introduced,
  };
}

function introductionOf(client: Client, knownHosts: readonly string[]): IntroducedClientOnPage {
  const { clientName, redirectUris } = client;
  const url = client.origin === 'document' ? URL.parse(client.clientId) : null;
  return {
    host: url?.host,
    isKnown: url !== null && isListedHost(url.hostname, knownHosts),
    isNameHidden: clientName !== undefined && (looksLikeAnother(clientName) || !isShownText(clientName)),
    isOnThisDevice: redirectUris.length > 0 && redirectUris.every(isOnThisDevice),
  };
}

/** Loopback, and what an app on the device has taken for its own. */
function isOnThisDevice(uri: string): boolean {
  return redirectUriKind(uri) !== 'https' || isLoopbackHost(new URL(uri).hostname);
}
