import { leftHalfHash } from '../keys/digest.ts';
import type { AccessTokenJwtType } from '../model/access-token-jwt-type.ts';
import type { Client } from '../model/client.ts';
import type { Claims, JsonValue } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { Settings } from '../model/settings.ts';
import type { AccessToken, IdentityToken } from '../model/tokens.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import { accessTokenAlgorithms, accessTokenJwtType } from '../resources/signing-constraints.ts';
import type { IClaimsService } from './claims-service.ts';
import type { IReferenceTokenService } from './reference-token-service.ts';
import { shownSubject } from './subject-identifiers.ts';
import type { ITokenCreationService } from './token-creation-service.ts';
import type { AccessTokenDescription, AccessTokenRenewal, IdentityTokenDescription } from './token-description.ts';
import { newTokenId } from './token-id.ts';

/** Makes token descriptions and turns them into strings. Derive from {@link TokenService}. */
export interface ITokenService {
  /** Collects the claims of an access token. Writes nothing. @throws {OAuthError} `resource.algorithms-incompatible`. */
  createAccessToken(description: AccessTokenDescription, context: RequestContext): Promise<AccessToken>;
  /**
   * A token with the claims of `first` but its own times, id, scopes, audience and key. What only APIs and scopes of the first one were
   * told is left out where it is for others; what these are told besides is collected now. Writes nothing.
   */
  renewAccessToken(first: AccessToken, renewal: AccessTokenRenewal, context: RequestContext): Promise<AccessToken>;
  /** Collects the claims of an ID token. Writes nothing. */
  createIdentityToken(description: IdentityTokenDescription, context: RequestContext): Promise<IdentityToken>;
  /** A signed JWT, or the handle of a reference token whose row is durable once this resolves. */
  serializeAccessToken(token: AccessToken, context: RequestContext): Promise<string>;
  /** A signed JWT. */
  serializeIdentityToken(token: IdentityToken, context: RequestContext): Promise<string>;
}

export interface TokenServices {
  readonly claimsService: IClaimsService;
  readonly resources: Pick<ResourceValidator, 'apiResource' | 'apiScope'>;
  readonly tokenCreationService: ITokenCreationService;
  readonly referenceTokenService: IReferenceTokenService;
  /** Absent: the `typ` of RFC 9068, whatever APIs say. */
  readonly settings?: Pick<Settings, 'accessTokenJwtType'> | undefined;
}

export class TokenService implements ITokenService {
  protected readonly services: TokenServices;

  constructor(services: TokenServices) {
    this.services = services;
  }

  async createAccessToken(description: AccessTokenDescription, context: RequestContext): Promise<AccessToken> {
    const { client, subject, resources, clientSubject = description.effectiveClientId } = description;
    return {
      issuer: context.issuer,
      clientId: description.effectiveClientId,
      subjectId: subject?.subjectId ?? clientSubject,
      shownSubject: subject === undefined ? clientSubject : shownSubject(subject.subjectId, client),
      hasUser: subject !== undefined,
      audience: this.audience(resources, context),
      scopes: resources.scopes,
      issuedAt: context.now,
      lifetime: description.lifetime,
      tokenType: description.tokenType,
      tokenId: client.includeJwtId ? newTokenId(description.family) : undefined,
      family: description.family,
      sessionId: description.sessionId,
      confirmation: description.confirmation,
      authorizationDetails: description.authorizationDetails,
      actor: description.actor,
      mayAct: description.mayAct,
      jwtType: this.jwtType(resources),
      allowedSigningAlgorithms: accessTokenAlgorithms(resources.apiResources),
      requestedUserInfoClaims: description.requestedClaims?.userinfo,
      claims: await this.services.claimsService.accessTokenClaims(description, context),
    };
  }

  async renewAccessToken(
    first: AccessToken,
    renewal: AccessTokenRenewal,
    context: RequestContext,
  ): Promise<AccessToken> {
    const { client, resources } = renewal;
    const renewed: AccessToken = {
      ...first,
      audience: this.audience(resources, context),
      scopes: resources.scopes,
      issuedAt: context.now,
      lifetime: renewal.lifetime,
      tokenType: renewal.tokenType,
      tokenId: client.includeJwtId ? newTokenId(first.family) : undefined,
      confirmation: renewal.confirmation,
      authorizationDetails: renewal.authorizationDetails,
      jwtType: this.jwtType(resources),
      allowedSigningAlgorithms: accessTokenAlgorithms(resources.apiResources),
    };
    const isForTheSame = sameMembers(first.audience, renewed.audience) && sameMembers(first.scopes, renewed.scopes);
    return isForTheSame ? renewed : { ...renewed, claims: await this.keptClaims(first, renewal, context) };
  }

  /** The claims of `first` but for those which only its other APIs and scopes ask for, completed by what is due now. */
  protected async keptClaims(
    first: AccessToken,
    renewal: AccessTokenRenewal,
    context: RequestContext,
  ): Promise<Claims> {
    const { resources } = this.services;
    const { apiResources, apiScopes } = renewal.resources;
    const due = new Set([...apiResources, ...apiScopes].flatMap((resource) => resource.userClaims));
    const told = [
      ...first.audience.flatMap((name) => resources.apiResource(name)?.userClaims ?? []),
      ...first.scopes.flatMap((name) => resources.apiScope(name)?.userClaims ?? []),
    ];
    const dropped = new Set(told.filter((name) => !due.has(name)));
    const kept = Object.entries(first.claims).filter(([name]) => !dropped.has(name));
    return { ...(await this.services.claimsService.accessTokenClaims(renewal, context)), ...Object.fromEntries(kept) };
  }

  async createIdentityToken(description: IdentityTokenDescription, context: RequestContext): Promise<IdentityToken> {
    const { client, subject } = description;
    const algorithms = client.allowedIdentityTokenSigningAlgorithms;
    const algorithm = this.services.tokenCreationService.identityTokenAlgorithm(algorithms);
    const hash = (value: string | undefined) => (value === undefined ? undefined : leftHalfHash(value, algorithm));
    const claims = await this.services.claimsService.identityTokenClaims(description, context);
    return {
      issuer: context.issuer,
      clientId: client.clientId,
      subjectId: subject.subjectId,
      shownSubject: shownSubject(subject.subjectId, client),
      issuedAt: context.now,
      lifetime: Math.min(description.lifetime ?? client.identityTokenLifetime, client.identityTokenLifetime),
      sessionId: isToldOfSignOuts(client) ? description.sessionId : undefined,
      allowedSigningAlgorithms: [algorithm],
      claims: {
        ...withoutUndefined({
          nonce: description.nonce,
          at_hash: hash(description.accessTokenToHash),
          c_hash: hash(description.codeToHash),
          s_hash: description.stateHash ?? hash(description.stateToHash),
        }),
        ...claims,
      },
    };
  }

  serializeAccessToken(token: AccessToken, context: RequestContext): Promise<string> {
    return token.tokenType === 'reference'
      ? this.services.referenceTokenService.create(token, context)
      : this.services.tokenCreationService.createAccessToken(token);
  }

  serializeIdentityToken(token: IdentityToken, _context: RequestContext): Promise<string> {
    return this.services.tokenCreationService.createIdentityToken(token);
  }

  private jwtType({ apiResources }: ValidatedResources): AccessTokenJwtType | undefined {
    const { settings } = this.services;
    return settings === undefined ? undefined : accessTokenJwtType(apiResources, settings.accessTokenJwtType);
  }

  /** The names of the token's APIs; the issuer where there is none, since RFC 9068 §2.2 requires an audience. */
  protected audience(resources: ValidatedResources, context: RequestContext): readonly string[] {
    const names = resources.apiResources.map((resource) => resource.name);
    return names.length > 0 ? names : [context.issuer];
  }
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

function withoutUndefined(values: Readonly<Record<string, string | undefined>>): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Under a profile an ID token says nothing that nobody has a use for: `sid` is for sign-outs. */
function isToldOfSignOuts({ profile, frontChannelLogoutUri, backChannelLogoutUri }: Client): boolean {
  return profile === undefined || frontChannelLogoutUri !== undefined || backChannelLogoutUri !== undefined;
}
