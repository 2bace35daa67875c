import { Introspection } from './introspection.ts';
import { Issuer } from './issuer.ts';
import { isJwt, verifyJwt } from './jwt-token.ts';
import { metadataOf, metadataPathOf } from './metadata.ts';
import {
  type Requirements,
  type ResourceMetadata,
  type ResourceOptions,
  type ResourceRequest,
  settingsOf,
  type VerifiedToken,
} from './options.ts';
import { presentedToken } from './presented-token.ts';
import { proveBinding, replaysInMemory } from './proof.ts';
import { Refusal, refusalResponse } from './refusal.ts';

/** An API that takes access tokens of an authorization server. */
export interface ProtectedResource {
  /** What {@link metadataPath} answers (RFC 9728 §2). */
  metadata(): ResourceMetadata;
  /** Path of the metadata, from the root of the host: serve {@link metadataResponse} there. */
  readonly metadataPath: string;
  metadataResponse(): Response;
  /**
   * The token of a request, if it is good and has all that this request needs; else the answer to send, with the challenge that tells the
   * client what to do (RFC 6750 §3, RFC 9449 §7.1, RFC 9470 §3, RFC 9728 §5.1). Never rejects.
   */
  verify(request: ResourceRequest, requirements?: Requirements): Promise<VerifiedToken | Response>;
}

/**
 * Protects an API: `const api = protectResource({ resource, issuer, scopes })`, then `api.verify(request, { scopes: ['orders.read'] })`.
 * Nothing is fetched before the first token comes.
 *
 * @throws {TypeError} for options that can never work.
 */
export function protectResource(options: ResourceOptions): ProtectedResource {
  const settings = settingsOf(options);
  const issuers = new Map(settings.issuers.map((name) => [name, new Issuer(name, settings)]));
  const introspection =
    options.introspection === undefined
      ? undefined
      : new Introspection(options.introspection, issuers.get(settings.issuers[0]!)!, settings);
  const replay = options.replay ?? replaysInMemory(settings.now);
  const metadata = metadataOf(options, settings);
  const metadataPath = metadataPathOf(settings);
  const metadataUrl = settings.resource.origin + metadataPath;
  const boundOnly = options.requireProofOfPossession === true;

  async function claimsOf(token: string): Promise<Readonly<Record<string, unknown>> & { readonly exp: number }> {
    if (isJwt(token)) return verifyJwt(token, issuers, settings);
    if (introspection !== undefined) return introspection.claims(token);
    throw new Refusal('invalid_token', 'The token is not valid.');
  }

  async function verified(request: ResourceRequest, requirements: Requirements): Promise<VerifiedToken> {
    const presented = presentedToken(request);
    const claims = await claimsOf(presented.token);
    const confirmation = await proveBinding(claims.cnf, presented, request, requirements, settings, replay);
    if (boundOnly && confirmation === undefined) throw new Refusal('invalid_token', 'The token is bound to nothing.');
    const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ').filter(Boolean) : [];
    checkScopes(scopes, requirements, settings.scopes);
    checkSignIn(claims, requirements, settings.now());
    return {
      issuer: typeof claims.iss === 'string' ? claims.iss : settings.issuers[0]!,
      clientId: typeof claims.client_id === 'string' ? claims.client_id : undefined,
      subject: typeof claims.sub === 'string' ? claims.sub : undefined,
      scopes,
      expiresAt: claims.exp,
      confirmation,
      claims,
      token: presented.token,
    };
  }

  return {
    metadata: () => metadata,
    metadataPath,
    metadataResponse: () =>
      new Response(JSON.stringify(metadata), {
        headers: {
          'content-type': 'application/json',
          'cache-control': 'public, max-age=300',
          'access-control-allow-origin': '*',
        },
      }),
    async verify(request, requirements = {}) {
      try {
        return await verified(request, requirements);
      } catch (error) {
        const refusal = error instanceof Refusal ? error : new Refusal('invalid_token', 'The token is not valid.');
        return refusalResponse(refusal, {
          metadataUrl,
          scopes: requirements.scopes ?? settings.scopes,
          dpopAlgorithms: settings.algorithms,
          boundOnly,
        });
      }
    },
  };
}

/** The challenge names what the token has as well: whoever asks anew for that alone would lose the rest. */
function checkScopes(granted: readonly string[], { scopes = [] }: Requirements, known: readonly string[]): void {
  if (scopes.every((scope) => granted.includes(scope))) return;
  const kept = granted.filter((scope) => known.includes(scope));
  const scope = [...new Set([...kept, ...scopes])].join(' ');
  throw new Refusal('insufficient_scope', 'The token has not all of the scopes that are needed.', { scope });
}

/** RFC 9470 §3. */
function checkSignIn(
  { acr, auth_time: signedInAt }: Readonly<Record<string, unknown>>,
  { acrValues, maxAge }: Requirements,
  now: number,
): void {
  const lacksAcr = acrValues !== undefined && !acrValues.includes(String(acr));
  const tooLongAgo = maxAge !== undefined && !(typeof signedInAt === 'number' && now - signedInAt <= maxAge);
  if (!lacksAcr && !tooLongAgo) return;
  throw new Refusal('insufficient_user_authentication', 'A stronger or more recent sign-in is needed.', {
    ...(acrValues === undefined ? {} : { acr_values: acrValues.join(' ') }),
    ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
  });
}
