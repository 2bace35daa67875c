import type { ClientServiceGroup } from '../clients/module.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { ClaimsService, type IClaimsService } from './claims-service.ts';
import { CoordinatedSessions } from './coordinated-sessions.ts';
import { EndedSessions } from './ended-sessions.ts';
import { GrantBound } from './grant-bound.ts';
import { type IReferenceTokenService, ReferenceTokenService } from './reference-token-service.ts';
import { type IRefreshTokenService, RefreshTokenService } from './refresh-token-service.ts';
import { SealedSubjects } from './subject-identifiers.ts';
import { type ITokenCreationService, type Signer, TokenCreationService } from './token-creation-service.ts';
import { type ITokenService, TokenService } from './token-service.ts';
import { TokenValidator } from './token-validator.ts';

export interface TokenServiceGroup {
  readonly signer: Signer;
  readonly sealedSubjects: SealedSubjects;
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
  /** Sessions on which tokens depend. */
  readonly coordinatedSessions: CoordinatedSessions;
  /** Sessions whose JWTs are over. */
  readonly endedSessions: EndedSessions;
  /** Ends the oldest of too many grants. */
  readonly grantBound: GrantBound;
}

export const tokensModule: Module<
  TokenServiceGroup,
  GroundServices & ResourceServiceGroup & ClientServiceGroup & ProofServiceGroup & UserServiceGroup,
  object,
  'claimsService' | 'tokenCreationService' | 'referenceTokenService' | 'refreshTokenService' | 'tokenService'
> = {
  services: () => ({
    signer: ({ jwtSigner }) => ({
      sign: (payload, signing) => jwtSigner.sign(payload, signing),
      algorithm: (allowed) => jwtSigner.signingKey(allowed).algorithm,
    }),
    sealedSubjects: ({ sealer }) => new SealedSubjects(sealer),
    claimsService: (services) => new ClaimsService(services),
    tokenCreationService: (services) => new TokenCreationService(services),
    referenceTokenService: (services) => new ReferenceTokenService(services),
    refreshTokenService: (services) => new RefreshTokenService(services),
    tokenService: (services) => new TokenService(services),
    coordinatedSessions: (services) => new CoordinatedSessions(services),
    endedSessions: (services) => new EndedSessions(services),
    tokenValidator: (services) => new TokenValidator(services),
    grantBound: (services) => new GrantBound(services),
  }),
  replaceable: {
    claimsService: withMethods('accessTokenClaims', 'identityTokenClaims'),
    tokenCreationService: withMethods(
      'createAccessToken',
      'accessTokenPayload',
      'createIdentityToken',
      'createJwt',
      'identityTokenAlgorithm',
    ),
    referenceTokenService: withMethods('create', 'find', 'remove'),
    refreshTokenService: withMethods('create', 'reserve', 'find', 'use'),
    tokenService: withMethods(
      'createAccessToken',
      'renewAccessToken',
      'createIdentityToken',
      'serializeAccessToken',
      'serializeIdentityToken',
    ),
  },
  takeOver: ({ grantBound }, before) => grantBound.takeOver(before.grantBound),
  spans: {
    tokenService: {
      createAccessToken: 'mint.claims',
      createIdentityToken: 'mint.claims',
      serializeAccessToken: 'mint.token',
      serializeIdentityToken: 'mint.token',
    },
    refreshTokenService: { create: 'mint.refresh' },
    tokenValidator: { validateAccessToken: 'token' },
  },
};
