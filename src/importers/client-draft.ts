import type { ClientConfiguration } from '../config/client-configuration.ts';
import { insecureUri, malformedUri, type UriKind, undottedScheme } from '../config/uri-rules.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { ImportedClient } from './imported.ts';
import type { ImportReport } from './report.ts';
import type { Source } from './source.ts';

type Setting = keyof ClientConfiguration;
type UriList = 'redirectUris' | 'postLogoutRedirectUris' | 'allowedCorsOrigins';

/** No secret has it: nobody can find what gives a SHA-256 of zeros alone. */
export const unusableSecret = 'A'.repeat(43);

/** A client on its way from a file: its settings, and where each comes from. */
export class ClientDraft {
  readonly clientId: string;
  readonly path: string;
  readonly settings: { [Name in Setting]?: ClientConfiguration[Name] | undefined } = {};
  readonly report: ImportReport;
  readonly #origins = new Map<string, string>();
  readonly #secrets: NonNullable<ClientConfiguration['clientSecrets']>[number][] = [];

  constructor(clientId: string, path: string, report: ImportReport) {
    this.clientId = clientId;
    this.path = path;
    this.report = report;
  }

  /** Takes over a setting; `undefined` leaves the default. */
  set<Name extends Setting>(name: Name, value: ClientConfiguration[Name] | undefined, from?: Source | string): void {
    if (value === undefined) return;
    Object.assign(this.settings, { [name]: value });
    if (from !== undefined) this.#origins.set(name, typeof from === 'string' ? from : from.path);
  }

  changed(from: Source | string, message: string): void {
    this.report.add('changed', typeof from === 'string' ? from : from.path, message);
  }

  left(from: Source | string, message = 'has no counterpart'): void {
    this.report.add('left', typeof from === 'string' ? from : from.path, message);
  }

  /** Addresses that can be ones here; the others are told of. */
  uris(name: UriList, entries: readonly Source[]): void {
    const kind = name === 'allowedCorsOrigins' ? 'origin' : 'redirect';
    const taken: string[] = [...(this.settings[name] ?? [])];
    for (const entry of entries) {
      const value = entry.text();
      const uri = value === undefined ? undefined : this.#usable(value, kind, entry);
      if (uri === undefined || taken.includes(uri)) continue;
      this.#origins.set(`${name}[${taken.length}]`, entry.path);
      if (kind === 'redirect') this.#allowScheme(uri, entry);
      taken.push(uri);
    }
    if (taken.length > 0) this.set(name, taken);
  }

  /** One address, if it can be one here. */
  uri(
    name:
      | 'clientUri'
      | 'logoUri'
      | 'policyUri'
      | 'tosUri'
      | 'jwksUri'
      | 'frontChannelLogoutUri'
      | 'backChannelLogoutUri'
      | 'backChannelClientNotificationUri',
    from: Source,
  ): void {
    const value = from.text();
    if (value === undefined || value === '') return;
    const isPage = ['clientUri', 'logoUri', 'policyUri', 'tosUri', 'frontChannelLogoutUri'].includes(name);
    this.set(name, this.#usable(value, isPage ? 'web' : 'backChannel', from), from);
  }

  scopes(names: readonly string[], from: Source | string): void {
    const offline = names.includes('offline_access');
    if (offline) this.set('allowOfflineAccess', true, from);
    const scopes = [...new Set(names.filter((name) => name !== 'offline_access' && name !== ''))];
    this.set('allowedScopes', scopes, from);
  }

  addSecret(secret: NonNullable<ClientConfiguration['clientSecrets']>[number], from: Source): void {
    this.#origins.set(`clientSecrets[${this.#secrets.length}]`, from.path);
    this.#secrets.push(secret);
    this.settings.clientSecrets = this.#secrets;
  }

  /** A client that needs a secret has none that came over: it stays closed until it is given a new one. */
  closeWithoutSecret(from: Source | string, why: string): void {
    this.#secrets.push({ sha256: unusableSecret, description: 'none came over with the import' });
    this.settings.clientSecrets = this.#secrets;
    this.changed(from, `${why}; give it a new one: mintmark clients secret ${this.clientId}`);
  }

  get hasSecrets(): boolean {
    return this.#secrets.length > 0;
  }

  /** What no client may be here, and what follows from it. */
  finish(): ImportedClient {
    const { settings } = this;
    if (settings.requireClientSecret === false) this.#bePublic();
    const grants = settings.allowedGrantTypes ?? [];
    if (grants.includes(grantTypes.refreshToken)) {
      this.set(
        'allowedGrantTypes',
        grants.filter((grant) => grant !== grantTypes.refreshToken),
      );
      this.set('allowOfflineAccess', true);
    }
    const origins = this.#origins;
    const { path } = this;
    return {
      clientId: this.clientId,
      path,
      settings: { ...settings, clientId: this.clientId },
      originOf(settingPath) {
        for (let at = settingPath; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['), 0))) {
          const known = origins.get(at);
          if (known !== undefined) return known;
        }
        return path;
      },
    };
  }

  #bePublic(): void {
    const { settings } = this;
    const grants = settings.allowedGrantTypes ?? [];
    if (settings.requirePkce === false) {
      this.set('requirePkce', true);
      this.changed(this.#origins.get('requirePkce') ?? this.path, 'a public client must use PKCE (RFC 9700 §2.1.1)');
    }
    if (settings.refreshTokenUsage === 'reUse' && settings.requireDPoP !== true) {
      this.set('refreshTokenUsage', 'oneTimeOnly');
      const message = 'refresh tokens of a public client are used once (RFC 9700 §2.2.2)';
      this.changed(this.#origins.get('refreshTokenUsage') ?? this.path, message);
    }
    for (const grant of [grantTypes.clientCredentials, grantTypes.ciba]) {
      if (!grants.includes(grant)) continue;
      this.set(
        'allowedGrantTypes',
        (settings.allowedGrantTypes ?? []).filter((one) => one !== grant),
      );
      this.left(this.#origins.get('allowedGrantTypes') ?? this.path, `a public client has no grant ${grant}`);
    }
  }

  #usable(value: string, kind: UriKind, from: Source): string | undefined {
    const problem = malformedUri(value, kind) ?? insecureUri(value);
    if (problem === undefined) return value;
    this.left(from, problem);
    return undefined;
  }

  #allowScheme(uri: string, from: Source): void {
    const known = this.settings.privateUseSchemes ?? [];
    if (undottedScheme(uri, known) === undefined) return;
    const scheme = new URL(uri).protocol.slice(0, -1);
    this.set('privateUseSchemes', [...known, scheme]);
    this.changed(from, `privateUseSchemes has ${scheme}, which any program can take for its own (RFC 8252 §8.4)`);
  }
}
