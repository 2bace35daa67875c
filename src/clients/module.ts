import { profileProblem } from '../config/apply-profile.ts';
import { commandClient } from '../config/command-client.ts';
import { consoleClient } from '../config/console-client.ts';
import { clientDefaults } from '../config/resolve-client.ts';
import type { IssuerServiceGroup } from '../issuers/module.ts';
import { Certificate } from '../keys/certificate.ts';
import { OutgoingLimits } from '../keys/outgoing-limits.ts';
import type { Client } from '../model/client.ts';
import { paths } from '../model/endpoint-paths.ts';
import { limits } from '../model/limits.ts';
import type { Settings } from '../model/settings.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { ApiAuthenticator } from './api-authenticator.ts';
import { ClientAssertionVerifier } from './client-assertion.ts';
import { ClientAuthenticator, type IClientAuthenticator } from './client-authenticator.ts';
import { ClientCertificateVerifier } from './client-certificate.ts';
import { ClientDirectory } from './client-directory.ts';
import { ClientKeys } from './client-keys.ts';
import { CorsOrigins } from './cors-origins.ts';
import { FailureLimiter } from './failure-limiter.ts';
import { FederatedAssertionVerifier } from './federated-assertion.ts';
import { ImportedSecrets, type SlowHashes } from './imported-secrets.ts';
import { withinPolicy } from './metadata/within-policy.ts';

export interface ClientServiceGroup {
  readonly clients: ClientDirectory;
  readonly clientKeys: ClientKeys;
  readonly corsOrigins: CorsOrigins;
  readonly assertions: ClientAssertionVerifier;
  readonly federatedAssertions: FederatedAssertionVerifier;
  readonly clientCertificates: ClientCertificateVerifier;
  readonly failures: FailureLimiter;
  readonly importedSecrets: ImportedSecrets;
  /** On calls to addresses that clients which nobody configured chose. */
  readonly outgoingLimits: OutgoingLimits;
  /** Which client sent a request. Derive from `ClientAuthenticator`. */
  readonly clientAuthenticator: IClientAuthenticator;
  readonly apiAuthenticator: ApiAuthenticator;
}

const authenticatingPaths = [
  paths.token,
  paths.introspection,
  paths.revocation,
  paths.pushedAuthorization,
  paths.deviceAuthorization,
  paths.ciba,
];

export const clientsModule: Module<
  ClientServiceGroup,
  GroundServices & ResourceServiceGroup & IssuerServiceGroup & { readonly hasher: SlowHashes },
  object,
  'clientAuthenticator'
> = {
  services: () => ({
    clients: ({ settings, store, clock, log }) =>
      new ClientDirectory(configuredClients(settings), store.clients, clock, clientDefaults(), (stored) => {
        const client = asPolicyHasIt(stored, settings);
        const problem = profileProblem(client, settings);
        if (problem === undefined) return client;
        log.warn('a stored client contradicts its profile and is refused', { clientId: client.clientId, problem });
        return { ...client, enabled: false };
      }),
    clientKeys: ({ remoteJwks, outgoingLimits }) => new ClientKeys(remoteJwks, outgoingLimits),
    corsOrigins: ({ clients, store, clock, settings }) =>
      // Where anybody may come with a client of any origin, asking which there are tells nobody off.
      new CorsOrigins(clients, store.clients, clock, {
        any: settings.clientRegistration.mode === 'open' || settings.clientIdMetadataDocuments.mode !== 'off',
      }),
    assertions: ({ marks, clientKeys, log, issuer, settings: { mutualTls } }) =>
      new ClientAssertionVerifier({
        marks,
        log,
        keys: clientKeys,
        endpoints: [issuer, ...(mutualTls === undefined ? [] : [mutualTls.baseUrl])].flatMap((base) =>
          authenticatingPaths.map((path) => base + path),
        ),
      }),
    federatedAssertions: (services) => new FederatedAssertionVerifier(services),
    clientCertificates: ({ settings, clientKeys }) =>
      new ClientCertificateVerifier({
        authorities: settings.clientCertificateAuthorities.flatMap((text) => Certificate.readPem(text) ?? []),
        keys: clientKeys,
      }),
    outgoingLimits: () =>
      new OutgoingLimits({
        atOnce: limits.outgoingCalls.most,
        atOncePerHost: limits.outgoingCallsPerHost.most,
        perMinute: limits.outgoingCallsPerMinute.most,
      }),
    failures: ({ marks, settings: { limits } }) =>
      new FailureLimiter(marks, {
        maximumFailures: limits.clientAuthenticationFailures,
        windowSeconds: limits.windowSeconds,
      }),
    importedSecrets: (services) => new ImportedSecrets(services),
    clientAuthenticator: (services) => new ClientAuthenticator(services),
    apiAuthenticator: (services) => new ApiAuthenticator(services),
  }),
  replaceable: { clientAuthenticator: withMethods('authenticate') },
  takeOver({ failures, outgoingLimits }, before) {
    failures.takeOver(before.failures);
    outgoingLimits.takeOver(before.outgoingLimits);
  },
  spans: { clientAuthenticator: { authenticate: 'client' }, apiAuthenticator: { authenticate: 'caller' } },
};

/** With those of the admin port: its console's, and that of `mintmark admin token`. */
function configuredClients({ clients, admin, listen }: Settings): readonly Client[] {
  const console = consoleClient(admin);
  return [
    ...clients,
    ...(console === undefined ? [] : [console]),
    ...(listen.adminPort === undefined ? [] : [commandClient()]),
  ];
}

function asPolicyHasIt(stored: Client, settings: Settings): Client {
  if (stored.origin === 'registered') return withinPolicy(stored, settings.clientRegistration);
  if (stored.origin !== 'document') return stored;
  const client = withinPolicy(stored, settings.clientIdMetadataDocuments);
  return settings.clientIdMetadataDocuments.mode === 'off' ? { ...client, enabled: false } : client;
}
