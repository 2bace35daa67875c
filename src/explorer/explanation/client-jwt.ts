import { OAuthError } from '../../errors/oauth-error.ts';
import { reasons } from '../../errors/reasons.ts';
import type { Client } from '../../model/client.ts';
import { formParameters } from '../../model/form-parameters.ts';
import type { RequestContext } from '../../model/request-context.ts';
import { aboutOf, clientCheck, clientName } from './about.ts';
import { type DecodedJwt, textOf } from './decode-jwt.ts';
import type { ExplainServices } from './explain-services.ts';
import { failed, passed, type TokenCheck, type TokenExplanation, unknown } from './explanation.ts';
import { claimMembers, headerMembers, timesIn } from './members.ts';

type Explained = Omit<TokenExplanation, 'shown'>;

const neverSeen = unknown('used before', 'Whether it was used before is not looked at: it would be good once.');

/** A JWT whose issuer is a client of this server: an assertion about itself, else a request object. */
export async function explainClientJwt(
  services: ExplainServices,
  token: string,
  decoded: DecodedJwt,
  client: Client,
  context: RequestContext,
): Promise<Explained> {
  const { header, claims } = decoded;
  const isAssertion = textOf(claims['sub']) === client.clientId;
  const kind = isAssertion ? 'client assertion' : 'request object';
  const checks: TokenCheck[] = [clientCheck(client)];
  const judgement = await judge(services, token, client, isAssertion, context);
  checks.push(judgement, ...(judgement.outcome === 'passed' ? [neverSeen] : []));
  const stopped = checks.find(({ outcome }) => outcome === 'failed');
  return {
    kind,
    isOurs: false,
    header: headerMembers(header),
    claims: claimMembers(claims),
    signature: {
      algorithm: textOf(header['alg']) ?? 'none',
      keyId: textOf(header['kid']),
      signedBy: judgement.outcome === 'passed' ? `a key of the client ${client.clientId}` : judgement.says,
      outcome: judgement.outcome,
    },
    about: aboutOf({ client: clientName(client, client.clientId) }),
    times: timesIn(claims, context.now),
    checks,
    ...(stopped !== undefined
      ? { isAccepted: false, verdict: `Refused here: ${stopped.says}` }
      : judgement.outcome === 'unknown'
        ? { verdict: judgement.says }
        : { isAccepted: true, verdict: `Accepted here as a ${kind}, if it was not used before.` }),
  };
}

/** By the verifier that judges it when it is sent, which uses it up only afterwards. */
async function judge(
  services: ExplainServices,
  token: string,
  client: Client,
  isAssertion: boolean,
  context: RequestContext,
): Promise<TokenCheck> {
  if (client.jwks === undefined) {
    return client.jwksUri === undefined
      ? failed('signature', 'The client has no keys here.')
      : unknown('signature', 'The keys of the client are at its jwksUri: nothing is fetched for an explanation.');
  }
  try {
    if (isAssertion) await services.assertions.examine(token, client, context);
    else await services.requestObjects.verify(token, client, formParameters({}), context, { pushed: 'by-client' });
    return passed('signature, audience and times', 'All of it is as it must be.');
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return failed('signature, audience and times', refusalText(error));
  }
}

/** The detail, which the client would not be told. */
export function refusalText({ reason, detail }: OAuthError): string {
  return `${reasons[reason].description} (${detail ?? reason})`;
}
