import type { ClientClaim } from '../model/client.ts';
import type { Claims, JsonValue } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { ProfileRequest, ProfileService } from '../users/profile-service.ts';
import { withoutNoClientClaims, withoutProtocolClaims } from './protocol-claims.ts';
import type { AccessTokenDescription, IdentityTokenDescription } from './token-description.ts';

/** Decides which claims go into access and ID tokens. Derive from {@link ClaimsService}. */
export interface IClaimsService {
  /** All but what {@link AccessTokenDescription} already says (`iss`, `aud`, `scope`, `cnf`, `sid` …). */
  accessTokenClaims(description: AccessTokenDescription, context: RequestContext): Promise<Claims>;
  /** All but `iss`, `aud`, `sub`, `exp`, `iat`, `nonce`, hashes and `sid`. */
  identityTokenClaims(description: IdentityTokenDescription, context: RequestContext): Promise<Claims>;
}

export interface ClaimsServices {
  readonly profileService: ProfileService;
  readonly resources: Pick<ResourceValidator, 'identityResource'>;
}

export class ClaimsService implements IClaimsService {
  protected readonly services: ClaimsServices;

  constructor(services: ClaimsServices) {
    this.services = services;
  }

  /**
   * Client claims (without a user, or where the client always sends them), then claims about the sign-in, then what the
   * profile service says for the user claims of the token's APIs and scopes.
   */
  async accessTokenClaims(description: AccessTokenDescription, _context: RequestContext): Promise<Claims> {
    const { client, subject } = description;
    const claims: Record<string, JsonValue> = {};
    if (subject === undefined || client.alwaysSendClientClaims) {
      Object.assign(claims, this.clientClaims(description.clientClaims, client.clientClaimsPrefix));
    }
    if (subject === undefined) return claims;
    const { apiResources, apiScopes, scopes } = description.resources;
    const profile = await this.profileClaims({
      subject,
      client,
      caller: 'accessToken',
      claimNames: namesOf([...apiResources, ...apiScopes]),
      requestedClaims: {},
      scopes,
    });
    return { ...claims, ...profile, ...this.authenticationClaims(subject) };
  }

  /** Claims about the sign-in, and about the user where the client wants them in the ID token or asked by `claims`. */
  async identityTokenClaims(description: IdentityTokenDescription, _context: RequestContext): Promise<Claims> {
    const { client, subject, scopes } = description;
    const requestedClaims = description.requestedClaims?.idToken ?? {};
    const identityResources = scopes.flatMap((scope) => this.services.resources.identityResource(scope) ?? []);
    const profile = await this.profileClaims({
      subject,
      client,
      caller: 'identityToken',
      claimNames: [
        ...(description.includeUserClaims ? namesOf(identityResources) : []),
        ...Object.keys(requestedClaims),
      ],
      requestedClaims,
      scopes,
    });
    const authentication = this.authenticationClaims(subject);
    if (authentication.idp !== 'local') return { ...profile, ...authentication };
    // Nobody asked for it (OpenID Connect Core §2): clients learn of it where another provider signed the user in.
    const { idp: _, ...asked } = authentication;
    return { ...profile, ...asked };
  }

  /** Groups claims of one type into an array; `clientClaimsPrefix` goes before each name. */
  protected clientClaims(claims: readonly ClientClaim[], prefix: string): Claims {
    const grouped: Record<string, JsonValue> = Object.create(null);
    for (const { type, value } of claims) {
      const name = prefix + type;
      const present = grouped[name];
      grouped[name] = present === undefined ? value : Array.isArray(present) ? [...present, value] : [present, value];
    }
    return withoutNoClientClaims(grouped);
  }

  /** `auth_time`, `idp`, `amr` and, if one was established, `acr`. */
  protected authenticationClaims(subject: Subject): Claims {
    return {
      auth_time: subject.authenticatedAt,
      idp: subject.identityProvider,
      amr: subject.authenticationMethods,
      ...(subject.authenticationContext === undefined ? {} : { acr: subject.authenticationContext }),
    };
  }

  /** Asks the profile service, also when no claim is due (it may add its own), and drops protocol claims. */
  protected async profileClaims(request: ProfileRequest): Promise<Claims> {
    const claimNames = [...new Set(request.claimNames)];
    return withoutProtocolClaims(await this.services.profileService.claims({ ...request, claimNames }));
  }
}

function namesOf(resources: readonly { readonly userClaims: readonly string[] }[]): readonly string[] {
  return resources.flatMap((resource) => resource.userClaims);
}
