import { randomId } from '../../keys/digest.ts';
import type { RequestContext } from '../../model/request-context.ts';
import { lastFour } from '../../operations/redact.ts';
import { aboutOf, clientOf } from './about.ts';
import { explainClientJwt } from './client-jwt.ts';
import { type DecodedJwt, decodeJwt, textOf } from './decode-jwt.ts';
import { explainDPoPProof } from './dpop-proof.ts';
import type { ExplainServices } from './explain-services.ts';
import { type TokenExplanation, unknown } from './explanation.ts';
import { explainHandle } from './handle.ts';
import { claimMembers, headerMembers, timesIn } from './members.ts';
import { explainOwnJwt } from './own-jwt.ts';

/** What may be pasted, in characters. */
export const longestPasted = 65_536;

type Explained = Omit<TokenExplanation, 'shown'>;

/**
 * Says what a token is and whether it would be accepted here, by the validators of the server. Nothing is consumed, written, fetched, sent
 * or kept.
 *
 * @param pasted as somebody pasted it: blanks around it and `Bearer` before it do not matter.
 * @param now epoch seconds.
 * @throws what the store throws; for nothing that is pasted.
 */
export async function explainToken(services: ExplainServices, pasted: string, now: number): Promise<TokenExplanation> {
  if (pasted.length > longestPasted) return { ...nothing('It is longer than any token.'), shown: '…' };
  const token = pasted
    .trim()
    .replace(/^(?:bearer|dpop)[ \t]/i, '')
    .trim();
  const context = { requestId: randomId(), now, issuer: services.issuer };
  return { ...(await explain(services, token, context)), shown: lastFour(token) };
}

async function explain(services: ExplainServices, token: string, context: RequestContext): Promise<Explained> {
  if (!/^[\x21-\x7E]+$/.test(token)) return nothing('This is no token: tokens are printable ASCII without blanks.');
  if (token.split('.', 6).length === 5) {
    return { ...nothing('It is encrypted for somebody else: this server cannot look inside.'), kind: 'encrypted JWT' };
  }
  const decoded = decodeJwt(token);
  if (decoded !== undefined) return explainJwt(services, token, decoded, context);
  const handle = await explainHandle(services, token, context);
  return (
    handle ?? nothing('Nothing here is known by it: it is of another server or environment, was cut, or is long gone.')
  );
}

async function explainJwt(
  services: ExplainServices,
  token: string,
  decoded: DecodedJwt,
  context: RequestContext,
): Promise<Explained> {
  const { header, claims } = decoded;
  if (textOf(header['typ'])?.toLowerCase() === 'dpop+jwt') return explainDPoPProof(services, token, decoded, context);
  const issuer = textOf(claims['iss']);
  if (issuer === services.issuer) return explainOwnJwt(services, token, decoded, context);
  const client = await clientOf(services, issuer);
  if (client !== undefined) return explainClientJwt(services, token, decoded, client, context);
  const trusted = services.settings.trustedIssuers.find((one) => one.issuer === issuer);
  const whose =
    trusted === undefined
      ? 'Its issuer is neither this server nor one that it trusts nor a client: it is decoded only.'
      : `Its issuer is trusted here for: ${trusted.uses.join(', ')}. It is decoded only: nothing is fetched to check it.`;
  return {
    kind: 'JWT of somebody else',
    isOurs: false,
    verdict: whose,
    header: headerMembers(header),
    claims: claimMembers(claims),
    about: aboutOf({ issuer, subject: textOf(claims['sub']) }),
    times: timesIn(claims, context.now),
    checks: [unknown('signature', 'The signature was not checked.')],
  };
}

function nothing(verdict: string): Explained {
  return { kind: 'unknown', isOurs: false, verdict, about: [], times: [], checks: [] };
}
