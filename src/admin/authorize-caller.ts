import { OAuthError } from '../errors/oauth-error.ts';
import { parseQuery } from '../http/form.ts';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import { adminAudience, adminScopes } from '../model/admin.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ProofOfPossession } from '../proofs/proof-of-possession.ts';
import type { TokenValidator, ValidatedAccessToken } from '../tokens/token-validator.ts';
import type { AdminAccess, AdminCaller } from '../wiring/admin-operation.ts';
import type { Administrators } from './administrators.ts';
import { AdminProblem } from './problem.ts';

export interface CallerServices {
  readonly tokenValidator: Pick<TokenValidator, 'validateAccessToken'>;
  readonly proofs: Pick<ProofOfPossession, 'verifyResourceProof'>;
  readonly administrators: Pick<Administrators, 'include'>;
  readonly settings: { readonly admin: { readonly url: string } };
}

type Scheme = 'Bearer' | 'DPoP';

/** Who calls the admin API: the holder of a token of this issuer for it, and nothing else. No cookie and no query is looked at. */
export class CallerAuthorizer {
  readonly #services: CallerServices;

  constructor(services: CallerServices) {
    this.#services = services;
  }

  /**
   * @throws {AdminProblem} `no-token`, `invalid-token` (401), `insufficient-scope`, `not-an-administrator` (403), with a challenge
   * (RFC 6750 §3, RFC 9449 §7.1).
   */
  async authorize(request: HttpRequest, access: AdminAccess, context: RequestContext): Promise<AdminCaller> {
    const header = request.header('authorization');
    if (header === undefined) {
      throw new AdminProblem('no-token', {
        headers: { 'www-authenticate': `${challenge('Bearer')}, ${challenge('DPoP')}` },
      });
    }
    const match = /^(bearer|dpop) +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header);
    const scheme = match?.[1]?.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
    const presented = match?.[2];
    if (presented === undefined) throw refusal('invalid-token', scheme, 'invalid_token');
    // RFC 6750 §2: one way at a time.
    if (parseQuery(request.target, []).has('access_token')) throw refusal('invalid-token', scheme, 'invalid_request');
    const token = await this.#services.tokenValidator.validateAccessToken(presented, context);
    if (token === undefined || !token.audience.includes(adminAudience))
      throw refusal('invalid-token', scheme, 'invalid_token');
    await this.#checkProof(request, presented, scheme, token, context);
    const wanted = access === 'read' ? [adminScopes.change, adminScopes.read] : [adminScopes.change];
    if (!wanted.some((scope) => token.scopes.includes(scope))) {
      throw refusal('insufficient-scope', scheme, 'insufficient_scope', { scope: wanted.at(-1)! });
    }
    if (!(await this.#services.administrators.include(token))) {
      throw refusal('not-an-administrator', scheme, 'insufficient_scope');
    }
    const { subjectId, clientId } = token;
    return { subjectId, clientId, via: 'api', context };
  }

  async #checkProof(
    request: HttpRequest,
    token: string,
    scheme: Scheme,
    { client, confirmation }: ValidatedAccessToken,
    context: RequestContext,
  ): Promise<void> {
    // A bound token under the scheme Bearer is a stolen one until proved otherwise (RFC 9449 §7.2).
    const expected = confirmation?.method === 'dpop' ? 'DPoP' : 'Bearer';
    if (scheme !== expected) throw refusal('invalid-token', expected, 'invalid_token');
    if (confirmation === undefined) return;
    const { proofs, settings } = this.#services;
    const url = settings.admin.url + request.target.split('?', 1)[0];
    try {
      await proofs.verifyResourceProof(
        request,
        { token, confirmation, requireNonce: client.requireDPoPNonce, urls: [url] },
        context,
      );
    } catch (error) {
      if (!(error instanceof OAuthError) || error.status >= 500) throw error;
      const code = error.reason.startsWith('proof.') ? 'invalid_token' : error.error;
      throw refusal('invalid-token', scheme, code, { headers: error.headers, cause: error });
    }
  }
}

interface RefusalOptions {
  readonly scope?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

function refusal(
  problem: 'invalid-token' | 'insufficient-scope' | 'not-an-administrator',
  scheme: Scheme,
  error: string,
  { scope, headers, cause }: RefusalOptions = {},
): AdminProblem {
  const details = `, error="${error}"${scope === undefined ? '' : `, scope="${scope}"`}`;
  return new AdminProblem(problem, { cause, headers: { ...headers, 'www-authenticate': challenge(scheme, details) } });
}

function challenge(scheme: Scheme, details = ''): string {
  const algorithms = scheme === 'DPoP' ? `, algs="${assertionAlgorithms.join(' ')}"` : '';
  return `${scheme} realm="mintmark admin"${details}${algorithms}`;
}
