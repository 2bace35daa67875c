import type { Settings } from '../model/settings.ts';
import { shownClient, shownSecret } from './shown-client.ts';

const hidden = '[hidden]';

/** By name, so that nothing else which a configuration holds is told. */
const members = [
  'issuer',
  'mode',
  'profile',
  'listen',
  'admin',
  'storage',
  'signing',
  'catalogue',
  'clients',
  'clientRegistration',
  'clientIdMetadataDocuments',
  'users',
  'externalProviders',
  'trustedIssuers',
  'session',
  'limits',
  'endpoints',
  'signedMetadata',
  'mutualTls',
  'clientCertificateAuthorities',
  'accessTokenJwtType',
  'customAuthorizeParameters',
  'acrValues',
  'passwordAcr',
  'allowPrivateAddresses',
  'locales',
  'timeZone',
] as const satisfies readonly (keyof Settings)[];

/** Wherever they stand, these are told to nobody. */
const secretNames: ReadonlySet<string> = new Set([
  'secret',
  'secrets',
  'sha256',
  'password',
  'passwordHash',
  'clientSecret',
  'pairwiseSubjectSalt',
  'privateKey',
]);

/** What is told of the configuration as it was loaded: its members with their defaults, without anything that lets anybody in. */
export function shownSettings(settings: Settings): Readonly<Record<string, unknown>> {
  const { storage, catalogue, clients } = settings;
  return {
    ...Object.fromEntries(members.map((name) => [name, withoutSecrets(settings[name])])),
    secrets: settings.secrets.map(() => hidden),
    storage: storage.kind === 'postgres' ? { ...storage, url: withoutPassword(storage.url) } : storage,
    catalogue: withoutSecrets({
      ...catalogue,
      apiResources: catalogue.apiResources.map((api) => ({
        ...api,
        apiSecrets: api.apiSecrets.map((secret) => shownSecret(secret)),
      })),
    }),
    clients: withoutSecrets(clients.map((client) => shownClient(client, 'configuration'))),
  };
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretNames.has(name) && member !== undefined ? hidden : withoutSecrets(member),
    ]),
  );
}

/** Of the parameters of a connection only those are told that let nobody in. */
const harmless: ReadonlySet<string> = new Set(['sslmode', 'application_name', 'options', 'connect_timeout']);

function withoutPassword(text: string): string {
  const url = URL.parse(text);
  if (url === null) return hidden;
  if (url.password !== '') url.password = 'hidden';
  for (const name of [...url.searchParams.keys()]) if (!harmless.has(name)) url.searchParams.set(name, 'hidden');
  return url.href;
}
