import { ApiAuthenticator } from '../clients/api-authenticator.ts';
import { ClientAssertionVerifier } from '../clients/client-assertion.ts';
import { ClientAuthenticator } from '../clients/client-authenticator.ts';
import { ClientCertificateVerifier } from '../clients/client-certificate.ts';
import { ClientDirectory } from '../clients/client-directory.ts';
import { ClientKeys } from '../clients/client-keys.ts';
import { CorsOrigins } from '../clients/cors-origins.ts';
import { FailureLimiter } from '../clients/failure-limiter.ts';
import { didYouMean } from '../config/closest-name.ts';
import { clientDefaults } from '../config/resolve-client.ts';
import { DiscoveryResponseGenerator } from '../discovery/response-generator.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { IntrospectionResponseGenerator } from '../introspection/response-generator.ts';
import { Certificate } from '../keys/certificate.ts';
import { JwtSigner } from '../keys/jwt-signer.ts';
import { JwtVerifier } from '../keys/jwt-verifier.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { RemoteJwks } from '../keys/remote-jwks.ts';
import { createSealer } from '../keys/sealer.ts';
import { systemClock } from '../model/clock.ts';
import { paths } from '../model/endpoint-paths.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { Settings } from '../model/settings.ts';
import { AttemptLimiter } from '../operations/attempt-limiter.ts';
import { BackgroundWork } from '../operations/background-work.ts';
import { CleanUp } from '../operations/clean-up.ts';
import { Events } from '../operations/events.ts';
import { silentLog } from '../operations/log.ts';
import type { Tracing } from '../operations/tracing.ts';
import { PageWriter } from '../pages/page-writer.ts';
import { DPoPVerifier } from '../proofs/dpop.ts';
import { ProofOfPossession } from '../proofs/proof-of-possession.ts';
import { ResourceValidator } from '../resources/resource-validator.ts';
import type { Store } from '../stores/contracts.ts';
import { GrantVault } from '../stores/grant-vault.ts';
import { AuthorizationCodeGrant } from '../token-endpoint/grants/authorization-code.ts';
import { CibaGrant } from '../token-endpoint/grants/ciba.ts';
import { ClientCredentialsGrant } from '../token-endpoint/grants/client-credentials.ts';
import { DeviceCodeGrant } from '../token-endpoint/grants/device-code.ts';
import { ExtensionGrant } from '../token-endpoint/grants/extension.ts';
import type { Grant } from '../token-endpoint/grants/grant.ts';
import { GrantDirectory } from '../token-endpoint/grants/grant-directory.ts';
import { PasswordGrant } from '../token-endpoint/grants/password.ts';
import { RefreshTokenGrant } from '../token-endpoint/grants/refresh-token.ts';
import { TokenResponseGenerator } from '../token-endpoint/token-response-generator.ts';
import { TokenResponseWriter } from '../token-endpoint/token-response-writer.ts';
import { ClaimsService } from '../tokens/claims-service.ts';
import { ReferenceTokenService } from '../tokens/reference-token-service.ts';
import { RefreshTokenService } from '../tokens/refresh-token-service.ts';
import { SealedSubjects } from '../tokens/subject-identifiers.ts';
import { TokenCreationService } from '../tokens/token-creation-service.ts';
import { TokenService } from '../tokens/token-service.ts';
import { TokenValidator } from '../tokens/token-validator.ts';
import { DirectoryProfileService } from '../users/directory-profile-service.ts';
import { LimitedPasswordValidator } from '../users/limited-password-validator.ts';
import { PasswordHasher } from '../users/password-hasher.ts';
import { ResourceOwnerPasswordValidator } from '../users/resource-owner-password-validator.ts';
import { UserDirectory } from '../users/user-directory.ts';
import { authorizeFactories } from './authorize-services.ts';
import type { ServerOptions } from './server-options.ts';
import { type Factories, lazyContainer } from './service-container.ts';
import type { ServiceFactories, Services } from './services.ts';
import { tracedFactories } from './traced-services.ts';
import { userFlowFactories } from './user-flow-services.ts';

/** Every default of the server, in one place; `options.services` replaces them one by one. */
export function createServices(
  options: ServerOptions,
  settings: Settings,
  store: Store,
  tracing: Tracing | undefined,
): Services {
  const log = options.log ?? silentLog;
  const defaults: Factories<Services> = {
    settings: () => settings,
    issuer: () => settings.issuer,
    signingAlgorithms: () => settings.signing.algorithms,
    catalogue: () => settings.catalogue,
    clock: () => options.clock ?? systemClock,
    log: () => log,
    events: () => new Events((cause) => log.error('an event listener failed', { cause })),
    store: () => store,
    marks: (services) => services.store.marks,
    pageWriter: () => new PageWriter(settings, options.pages),
    background: () => new BackgroundWork((cause) => log.warn('background work failed', { cause })),
    cleanUp: (services) => new CleanUp(services),
    sealer: () => createSealer(settings.secrets),
    vault: (services) => new GrantVault(services.store.grants, services.sealer),
    ...clientFactories(settings),
    ...keyFactories(settings),
    ...userFactories(options, settings),
    ...tokenFactories(),
    ...grantFactories(options),
    ...authorizeFactories(options, settings),
    ...userFlowFactories(options, settings),
  };
  const replaced = Object.entries(options.services ?? {}).filter(([, make]) => make !== undefined);
  refuseUnknown(options.services ?? {}, Object.keys(defaults));
  const factories = { ...defaults, ...Object.fromEntries(replaced) } as Factories<Services>;
  return lazyContainer<Services>(tracing === undefined ? factories : tracedFactories(factories, tracing));
}

/** A replacement under a wrong name would be ignored in silence. */
function refuseUnknown(services: ServiceFactories, known: readonly string[]): void {
  const unknown = Object.keys(services).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    unknown.map((name) => ({ path: `services.${name}`, message: `is not known${didYouMean(name, known)}` })),
  );
}

function clientFactories(settings: Settings) {
  return {
    clients: (services) =>
      new ClientDirectory(settings.clients, services.store.clients, services.clock, clientDefaults()),
    clientKeys: (services) => new ClientKeys(services.remoteJwks),
    corsOrigins: (services) => new CorsOrigins(services.clients, services.store.clients, services.clock),
    remoteJwks: (services) =>
      new RemoteJwks({ clock: services.clock, allowPrivateAddresses: settings.allowPrivateAddresses }),
    assertions: (services) =>
      new ClientAssertionVerifier({
        marks: services.marks,
        keys: services.clientKeys,
        endpointPaths: [
          paths.token,
          paths.introspection,
          paths.revocation,
          paths.pushedAuthorization,
          paths.deviceAuthorization,
          paths.ciba,
        ],
      }),
    clientCertificates: (services) =>
      new ClientCertificateVerifier({
        authorities: settings.clientCertificateAuthorities.flatMap((text) => Certificate.readPem(text) ?? []),
        keys: services.clientKeys,
      }),
    failures: (services) =>
      new FailureLimiter(services.marks, {
        maximumFailures: settings.limits.clientAuthenticationFailures,
        windowSeconds: settings.limits.windowSeconds,
      }),
    clientAuthenticator: (services) => new ClientAuthenticator(services),
    apiAuthenticator: (services) => new ApiAuthenticator(services),
    resources: (services) => new ResourceValidator(services.catalogue),
  } satisfies Partial<Factories<Services>>;
}

function keyFactories(settings: Settings) {
  return {
    keyRing: (services) =>
      new KeyRing({
        store: services.store.keys,
        sealer: services.sealer,
        clock: services.clock,
        settings: settings.signing,
        warn: (message) => services.log.warn(message),
      }),
    jwtSigner: (services) => new JwtSigner(services),
    signer: ({ jwtSigner }) => ({
      sign: (payload, signing) => jwtSigner.sign(payload, signing),
      algorithm: (allowed) => jwtSigner.signingKey(allowed).algorithm,
    }),
    jwtVerifier: (services) => new JwtVerifier(services),
    sealedSubjects: (services) => new SealedSubjects(services.sealer),
    dpop: (services) => new DPoPVerifier(services),
    proofs: (services) => new ProofOfPossession(services),
  } satisfies Partial<Factories<Services>>;
}

function userFactories(options: ServerOptions, settings: Settings) {
  return {
    hasher: () => new PasswordHasher(),
    users: (services) =>
      new UserDirectory({ users: services.store.users, hasher: services.hasher, clock: services.clock }),
    signInAttempts: (services) =>
      new AttemptLimiter(services.marks, {
        purpose: 'sign-in',
        perAccount: settings.limits.signInAttemptsPerAccount,
        perAddress: settings.limits.signInAttemptsPerAddress,
        windowSeconds: settings.limits.windowSeconds,
      }),
    profileService: (services) =>
      options.profileService ??
      new DirectoryProfileService(services, { knowsEveryUser: options.resourceOwnerPasswordValidator === undefined }),
    resourceOwnerPasswordValidator: (services) =>
      options.resourceOwnerPasswordValidator === undefined
        ? new ResourceOwnerPasswordValidator(services)
        : new LimitedPasswordValidator(options.resourceOwnerPasswordValidator, services.signInAttempts),
  } satisfies Partial<Factories<Services>>;
}

function tokenFactories() {
  return {
    claimsService: (services) => new ClaimsService(services),
    tokenCreationService: (services) => new TokenCreationService(services),
    referenceTokenService: (services) => new ReferenceTokenService(services),
    refreshTokenService: (services) => new RefreshTokenService(services),
    tokenService: (services) => new TokenService(services),
    tokenValidator: (services) => new TokenValidator(services),
    tokenResponseGenerator: (services) => new TokenResponseGenerator(services),
    tokenResponseWriter: (services) =>
      new TokenResponseWriter((member) =>
        services.log.warn(`custom member ${member} is not sent: it has the name of a standard one`, { member }),
      ),
    introspectionResponseGenerator: (services) => new IntrospectionResponseGenerator(services),
    discoveryResponseGenerator: (services) => new DiscoveryResponseGenerator(services),
  } satisfies Partial<Factories<Services>>;
}

function grantFactories(options: ServerOptions) {
  return {
    extensionGrantValidators: () => options.extensionGrantValidators ?? [],
    customTokenRequestValidator: () => options.customTokenRequestValidator,
    grants: (services) =>
      new GrantDirectory(
        new Map<string, Grant>([
          [grantTypes.authorizationCode, new AuthorizationCodeGrant(services)],
          [grantTypes.clientCredentials, new ClientCredentialsGrant(services)],
          [grantTypes.refreshToken, new RefreshTokenGrant(services)],
          [grantTypes.password, new PasswordGrant(services)],
          [grantTypes.deviceCode, new DeviceCodeGrant(services)],
          [grantTypes.ciba, new CibaGrant(services)],
          ...services.extensionGrantValidators.map(
            (validator) => [validator.grantType, new ExtensionGrant(validator, services)] as const,
          ),
        ] as [string, Grant][]),
      ),
  } satisfies Partial<Factories<Services>>;
}
