/** Why a request is refused: what its challenge says. */
export type RefusalCode =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'invalid_dpop_proof'
  | 'temporarily_unavailable';

const statuses: Readonly<Record<RefusalCode, number>> = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  insufficient_user_authentication: 401,
  invalid_dpop_proof: 401,
  temporarily_unavailable: 503,
};

/** Thrown on the way of a request, turned into the one answer at its end. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Absent: there was no token at all, and nothing is wrong with it (RFC 6750 §3.1). */
  readonly code: RefusalCode | undefined;
  /** Further parameters of the challenge. */
  readonly parameters: Readonly<Record<string, string>>;

  constructor(code: RefusalCode | undefined, message: string, parameters: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.parameters = parameters;
  }

  get status(): number {
    return this.code === undefined ? 401 : statuses[this.code];
  }
}

export interface ChallengeContext {
  readonly metadataUrl: string;
  /** What is asked for where there is no token. */
  readonly scopes: readonly string[];
  /** DPoP algorithms; the scheme stands beside Bearer. */
  readonly dpopAlgorithms: readonly string[];
  /** Only bound tokens are taken: Bearer is not offered. */
  readonly boundOnly: boolean;
}

/** RFC 6750 §3, RFC 9449 §7.1, RFC 9470 §3, RFC 9728 §5.1. */
export function refusalResponse(refusal: Refusal, context: ChallengeContext): Response {
  const { code, message, parameters, status } = refusal;
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  if (code === 'temporarily_unavailable') headers.set('retry-after', '5');
  else {
    const scope = code === undefined && context.scopes.length > 0 ? { scope: context.scopes.join(' ') } : {};
    const common = {
      ...(code === undefined ? {} : { error: code, error_description: message }),
      ...scope,
      ...parameters,
      resource_metadata: context.metadataUrl,
    };
    const proofWrong = code === 'invalid_dpop_proof';
    if (!context.boundOnly && !proofWrong) headers.append('www-authenticate', challenge('Bearer', common));
    headers.append('www-authenticate', challenge('DPoP', { ...common, algs: context.dpopAlgorithms.join(' ') }));
  }
  const body = code === undefined ? {} : { error: code, error_description: message };
  return new Response(JSON.stringify(body), { status, headers });
}

function challenge(scheme: string, parameters: Readonly<Record<string, string>>): string {
  return `${scheme} ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${quotable(value)}"`)
    .join(', ')}`;
}

/** RFC 6750 §3: visible ASCII without quotation mark and backslash. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, ' ');
}
