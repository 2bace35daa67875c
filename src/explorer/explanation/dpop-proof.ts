import { OAuthError } from '../../errors/oauth-error.ts';
import type { RequestContext } from '../../model/request-context.ts';
import { aboutOf } from './about.ts';
import { refusalText } from './client-jwt.ts';
import { type DecodedJwt, textOf } from './decode-jwt.ts';
import type { ExplainServices } from './explain-services.ts';
import { check, failed, passed, type TokenCheck, type TokenExplanation, unknown } from './explanation.ts';
import { claimMembers, headerMembers, timesIn } from './members.ts';

/** A DPoP proof (RFC 9449 §4.2), judged for the request that it says it is for. */
export async function explainDPoPProof(
  services: ExplainServices,
  token: string,
  { header, claims }: DecodedJwt,
  context: RequestContext,
): Promise<Omit<TokenExplanation, 'shown'>> {
  const method = textOf(claims['htm']) ?? '';
  const url = textOf(claims['htu']) ?? '';
  let thumbprint: string | undefined;
  const checks: TokenCheck[] = [
    check(
      'address',
      url.startsWith(`${services.issuer}/`),
      'It is for an address of this server.',
      'It is for another address than those of this server: for an API, or htu is not as clients see the issuer.',
    ),
  ];
  try {
    thumbprint = (await services.dpop.examine(token, { method, urls: [url] }, context)).jkt;
    checks.push(passed('signature, members and time', 'All of it is as it must be.'));
    checks.push(unknown('used before', 'Whether it was used before is not looked at: it would be good once.'));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    checks.push(failed('signature, members and time', refusalText(error)));
  }
  const stopped = checks.find(({ outcome }) => outcome === 'failed');
  return {
    kind: 'DPoP proof',
    isOurs: false,
    header: headerMembers(header),
    claims: claimMembers(claims),
    signature: {
      algorithm: textOf(header['alg']) ?? 'none',
      signedBy: thumbprint === undefined ? 'nobody who can be told' : `the key in its header, thumbprint ${thumbprint}`,
      outcome: thumbprint === undefined ? 'failed' : 'passed',
    },
    about: aboutOf({ request: `${method} ${url}`.trim(), key: thumbprint }),
    times: timesIn(claims, context.now),
    checks,
    isAccepted: stopped === undefined,
    verdict:
      stopped === undefined
        ? `Accepted here with ${method} ${url}, if it was not used before.`
        : `Refused here: ${stopped.says}`,
  };
}
