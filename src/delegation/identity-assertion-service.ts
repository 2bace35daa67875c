import type { ClientDirectory } from '../clients/client-directory.ts';
import { idJagType } from '../issuers/trusted-issuers.ts';
import { randomId } from '../keys/digest.ts';
import { confirmationClaim } from '../model/confirmation.ts';
import type { IdentityAssertionDescription } from '../model/exchanged-token.ts';
import type { Claims, JsonValue } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { TokenExchangeTokenRequest } from '../model/token-request.ts';
import { withoutProtocolClaims } from '../tokens/protocol-claims.ts';
import { shownSubject } from '../tokens/subject-identifiers.ts';
import type { ITokenCreationService } from '../tokens/token-creation-service.ts';
import type { ProfileService } from '../users/profile-service.ts';

/** Makes identity assertions (ID-JAG) for other authorization servers. Derive from {@link IdentityAssertionService}. */
export interface IIdentityAssertionService {
  /** A signed JWT of `typ` `oauth-id-jag+jwt`, good for `request.accessTokenLifetime` seconds. Writes nothing. */
  create(request: TokenExchangeTokenRequest, context: RequestContext): Promise<string>;
}

export interface IdentityAssertionServices {
  readonly tokenCreationService: Pick<ITokenCreationService, 'createJwt'>;
  readonly profileService: Pick<ProfileService, 'claims'>;
  readonly clients: Pick<ClientDirectory, 'find'>;
}

export class IdentityAssertionService implements IIdentityAssertionService {
  protected readonly services: IdentityAssertionServices;

  constructor(services: IdentityAssertionServices) {
    this.services = services;
  }

  async create(request: TokenExchangeTokenRequest, context: RequestContext): Promise<string> {
    const { subject, identityAssertion } = request;
    if (subject === undefined || identityAssertion === undefined) throw new TypeError('Not a request for an ID-JAG.');
    const claims = await this.claims(request, subject, identityAssertion, context);
    return this.services.tokenCreationService.createJwt(claims, { typ: idJagType });
  }

  /** draft-ietf-oauth-identity-assertion-authz-grant §3.1. */
  protected async claims(
    request: TokenExchangeTokenRequest,
    subject: Subject,
    description: IdentityAssertionDescription,
    context: RequestContext,
  ): Promise<Claims> {
    const { resources, confirmation, actor, client, accessTokenLifetime } = request;
    const payload: Record<string, JsonValue> = {
      iss: context.issuer,
      sub: await this.subjectFor(subject, description),
      aud: description.audience,
      client_id: description.clientId,
      jti: randomId(),
      iat: context.now,
      exp: context.now + accessTokenLifetime,
      scope: resources.scopes.join(' '),
      auth_time: subject.authenticatedAt,
      amr: subject.authenticationMethods,
    };
    if (subject.authenticationContext !== undefined) payload['acr'] = subject.authenticationContext;
    const [resource, ...more] = description.resources;
    if (resource !== undefined) payload['resource'] = more.length === 0 ? resource : description.resources;
    if (actor !== undefined) payload['act'] = actor;
    if (confirmation !== undefined) payload['cnf'] = confirmationClaim(confirmation);
    if (description.claims.length === 0) return payload;
    const told = await this.services.profileService.claims({
      subject,
      client,
      caller: 'identityToken',
      claimNames: description.claims,
      requestedClaims: {},
      scopes: [],
    });
    return { ...withoutProtocolClaims(told), ...payload };
  }

  /** The `sub` that the other server knows from ID tokens, where it is a client here: they must be the same (§3.1, §5). */
  protected async subjectFor({ subjectId }: Subject, { relyingParty }: IdentityAssertionDescription): Promise<string> {
    const client = relyingParty === undefined ? undefined : await this.services.clients.find(relyingParty);
    return client === undefined ? subjectId : shownSubject(subjectId, client);
  }
}
