import type { ApiAuthenticator } from '../clients/api-authenticator.ts';
import type { ClientAssertionVerifier } from '../clients/client-assertion.ts';
import type { IClientAuthenticator } from '../clients/client-authenticator.ts';
import type { ClientCertificateVerifier } from '../clients/client-certificate.ts';
import type { ClientDirectory } from '../clients/client-directory.ts';
import type { ClientKeys } from '../clients/client-keys.ts';
import type { CorsOrigins } from '../clients/cors-origins.ts';
import type { FailureLimiter } from '../clients/failure-limiter.ts';
import type { IDiscoveryResponseGenerator } from '../discovery/response-generator.ts';
import type { IIntrospectionResponseGenerator } from '../introspection/response-generator.ts';
import type { JwtSigner } from '../keys/jwt-signer.ts';
import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { RemoteJwks } from '../keys/remote-jwks.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Clock } from '../model/clock.ts';
import type { ResourceCatalogue } from '../model/resources.ts';
import type { Settings } from '../model/settings.ts';
import type { AttemptLimiter } from '../operations/attempt-limiter.ts';
import type { BackgroundWork } from '../operations/background-work.ts';
import type { CleanUp } from '../operations/clean-up.ts';
import type { Events } from '../operations/events.ts';
import type { Logger } from '../operations/log.ts';
import type { PageWriter } from '../pages/page-writer.ts';
import type { DPoPVerifier } from '../proofs/dpop.ts';
import type { ProofOfPossession } from '../proofs/proof-of-possession.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { MarkStore, Store } from '../stores/contracts.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { ICustomTokenRequestValidator } from '../token-endpoint/grants/custom-validation.ts';
import type { IExtensionGrantValidator } from '../token-endpoint/grants/extension-grant-validator.ts';
import type { GrantDirectory } from '../token-endpoint/grants/grant-directory.ts';
import type { ITokenResponseGenerator } from '../token-endpoint/token-response-generator.ts';
import type { TokenResponseWriter } from '../token-endpoint/token-response-writer.ts';
import type { IClaimsService } from '../tokens/claims-service.ts';
import type { IReferenceTokenService } from '../tokens/reference-token-service.ts';
import type { IRefreshTokenService } from '../tokens/refresh-token-service.ts';
import type { SealedSubjects } from '../tokens/subject-identifiers.ts';
import type { ITokenCreationService, Signer } from '../tokens/token-creation-service.ts';
import type { ITokenService } from '../tokens/token-service.ts';
import type { TokenValidator } from '../tokens/token-validator.ts';
import type { PasswordHasher } from '../users/password-hasher.ts';
import type { IResourceOwnerPasswordValidator } from '../users/password-validator.ts';
import type { ProfileService } from '../users/profile-service.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { AuthorizeServiceGroup } from './authorize-services.ts';
import type { UserFlowServiceGroup } from './user-flow-services.ts';

/** Everything the server is made of. A factory in `services` is given these; each is made when it is first asked for. */
export interface Services extends AuthorizeServiceGroup, UserFlowServiceGroup {
  readonly settings: Settings;
  readonly issuer: string;
  readonly signingAlgorithms: readonly string[];
  readonly catalogue: ResourceCatalogue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Events;
  /** What goes on after its request was answered. */
  readonly background: BackgroundWork;
  readonly cleanUp: CleanUp;
  readonly pageWriter: PageWriter;
  readonly store: Store;
  readonly marks: MarkStore;
  readonly sealer: Sealer;
  readonly vault: GrantVault;
  readonly clients: ClientDirectory;
  readonly clientKeys: ClientKeys;
  readonly corsOrigins: CorsOrigins;
  readonly remoteJwks: RemoteJwks;
  readonly assertions: ClientAssertionVerifier;
  readonly clientCertificates: ClientCertificateVerifier;
  readonly failures: FailureLimiter;
  /** Which client sent a request. Derive from `ClientAuthenticator`. */
  readonly clientAuthenticator: IClientAuthenticator;
  readonly apiAuthenticator: ApiAuthenticator;
  readonly resources: ResourceValidator;
  readonly keyRing: KeyRing;
  readonly jwtSigner: JwtSigner;
  readonly signer: Signer;
  readonly jwtVerifier: JwtVerifier;
  readonly sealedSubjects: SealedSubjects;
  readonly hasher: PasswordHasher;
  readonly signInAttempts: AttemptLimiter;
  readonly users: UserDirectory;
  /** What is known about users. Derive from `DirectoryProfileService`, or implement `ProfileService`. */
  readonly profileService: ProfileService;
  /** Verifies names and passwords. Derive from `ResourceOwnerPasswordValidator`. */
  readonly resourceOwnerPasswordValidator: IResourceOwnerPasswordValidator;
  /** Which claims go into tokens. Derive from `ClaimsService`. */
  readonly claimsService: IClaimsService;
  /** The members of a JWT, and its signature. Derive from `TokenCreationService`. */
  readonly tokenCreationService: ITokenCreationService;
  /** How reference tokens are kept. Derive from `ReferenceTokenService`. */
  readonly referenceTokenService: IReferenceTokenService;
  /** How refresh tokens live. Derive from `RefreshTokenService`. */
  readonly refreshTokenService: IRefreshTokenService;
  /** What access and ID tokens are. Derive from `TokenService`. */
  readonly tokenService: ITokenService;
  readonly tokenValidator: TokenValidator;
  readonly dpop: DPoPVerifier;
  readonly proofs: ProofOfPossession;
  /** Grants of your own: `IExtensionGrantValidator`. */
  readonly extensionGrantValidators: readonly IExtensionGrantValidator[];
  /** Refuses or enriches any token request: `ICustomTokenRequestValidator`. */
  readonly customTokenRequestValidator: ICustomTokenRequestValidator | undefined;
  readonly grants: GrantDirectory;
  /** Turns validated token requests into responses. Derive from `TokenResponseGenerator`. */
  readonly tokenResponseGenerator: ITokenResponseGenerator;
  readonly tokenResponseWriter: TokenResponseWriter;
  /** What an API learns of a token. Derive from `IntrospectionResponseGenerator`. */
  readonly introspectionResponseGenerator: IIntrospectionResponseGenerator;
  /** The discovery document. Derive from `DiscoveryResponseGenerator`. */
  readonly discoveryResponseGenerator: IDiscoveryResponseGenerator;
}

/** The services that may be replaced, each by a function that is given all the others. */
export type ReplaceableService =
  | 'tokenResponseGenerator'
  | 'tokenService'
  | 'claimsService'
  | 'refreshTokenService'
  | 'referenceTokenService'
  | 'tokenCreationService'
  | 'profileService'
  | 'resourceOwnerPasswordValidator'
  | 'extensionGrantValidators'
  | 'customTokenRequestValidator'
  | 'clientAuthenticator'
  | 'introspectionResponseGenerator'
  | 'discoveryResponseGenerator'
  | 'authorizeResponseGenerator'
  | 'deviceAuthorizationResponseGenerator'
  | 'cibaResponseGenerator'
  | 'backchannelUserValidator'
  | 'userInfoResponseGenerator';

/** A function for each service that is replaced; the others are the built-in ones. */
export type ServiceFactories = {
  // `keyof`: editors show what each is.
  readonly [Name in keyof Pick<Services, ReplaceableService>]?: ((services: Services) => Services[Name]) | undefined;
};
