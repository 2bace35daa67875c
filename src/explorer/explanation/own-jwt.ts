import type { RequestContext } from '../../model/request-context.ts';
import { isAccessTokenPayload } from '../../tokens/access-token-payload.ts';
import { subjectOfToken } from '../../tokens/subject-of-token.ts';
import { familyOfTokenId } from '../../tokens/token-id.ts';
import { aboutOf, clientCheck, clientName, clientOf, expiryCheck } from './about.ts';
import { type DecodedJwt, textOf } from './decode-jwt.ts';
import type { ExplainServices } from './explain-services.ts';
import {
  check,
  failed,
  passed,
  type TokenCheck,
  type TokenExplanation,
  type TokenKind,
  type TokenSignature,
  unknown,
} from './explanation.ts';
import { claimMembers, headerMembers, inWords, timesIn } from './members.ts';

type Explained = Omit<TokenExplanation, 'shown'>;

/** A JWT that names this server as its issuer. */
export async function explainOwnJwt(
  services: ExplainServices,
  token: string,
  decoded: DecodedJwt,
  context: RequestContext,
): Promise<Explained> {
  const { header, claims } = decoded;
  const kind = kindOf(decoded);
  const signature = await signatureOf(services, token, header);
  const base = {
    kind,
    isOurs: signature.outcome === 'passed',
    header: headerMembers(header),
    claims: claimMembers(claims),
    signature,
    times: timesIn(claims, context.now),
  };
  const clientId = textOf(claims['client_id']) ?? audienceClient(kind, claims['aud']);
  const client = await clientOf(services, clientId);
  const about = aboutOf({
    client: clientName(client, clientId),
    subject: textOf(claims['sub']),
    family: familyOfTokenId(claims['jti']),
    session: textOf(claims['sid']),
    scopes: textOf(claims['scope']),
  });
  const signed = {
    name: 'signature',
    outcome: signature.outcome,
    says: signature.outcome === 'passed' ? 'A key of this server made the signature.' : signature.signedBy,
  };
  const { exp } = claims;
  const inTime =
    typeof exp === 'number'
      ? expiryCheck(exp, context.now, inWords(exp, context.now))
      : unknown('time', 'It has no exp.');
  const checks = [signed, inTime, ...(clientId === undefined ? [] : [clientCheck(client)])];
  if (kind === 'access token') return { ...base, about, ...(await judged(services, token, decoded, checks, context)) };
  return { ...base, about, checks, ...verdictOf(kind, checks) };
}

function kindOf({ header, claims }: DecodedJwt): TokenKind {
  const type = textOf(header['typ'])
    ?.toLowerCase()
    .replace(/^application\//, '');
  if (type === 'at+jwt') return 'access token';
  if (type === 'logout+jwt') return 'logout token';
  if (type !== 'jwt') return 'other JWT of this server';
  if (isAccessTokenPayload(claims)) return 'access token';
  return typeof claims['sub'] === 'string' && typeof claims['aud'] === 'string'
    ? 'ID token'
    : 'other JWT of this server';
}

function audienceClient(kind: TokenKind, audience: unknown): string | undefined {
  return kind === 'ID token' || kind === 'logout token' ? textOf(audience) : undefined;
}

async function signatureOf(
  services: ExplainServices,
  token: string,
  header: DecodedJwt['header'],
): Promise<TokenSignature> {
  const keyId = textOf(header['kid']);
  const algorithm = textOf(header['alg']) ?? 'none';
  const key = services.keyRing.list().find((one) => one.keyId === keyId);
  const common = { algorithm, keyId };
  // Asked first: for a key that it does not know the ring would look at the store, and may make new keys.
  if (keyId === undefined || services.keyRing.publicKey(keyId) === undefined) {
    const signedBy =
      key === undefined
        ? 'No key of this server has this kid: it is of another environment, or its key is gone.'
        : `The key is ${key.state} and published no more.`;
    return { ...common, signedBy, outcome: 'failed' };
  }
  const typ = textOf(header['typ']);
  const verified = typ === undefined ? undefined : await services.jwtVerifier.verify(token, { typ });
  return verified === undefined
    ? { ...common, signedBy: 'The signature is wrong: the token was changed, or cut.', outcome: 'failed' }
    : { ...common, signedBy: `this server, with a key that is ${key?.state ?? 'published'}`, outcome: 'passed' };
}

/** As introspection and userinfo judge it. */
async function judged(
  services: ExplainServices,
  token: string,
  { claims }: DecodedJwt,
  before: readonly TokenCheck[],
  context: RequestContext,
): Promise<Pick<Explained, 'checks' | 'verdict' | 'isAccepted'>> {
  const checks = [...before];
  const stopped = checks.find(({ outcome }) => outcome === 'failed');
  if (stopped !== undefined) return { checks, isAccepted: false, verdict: `Refused here: ${stopped.says}` };
  const validated = await services.tokenValidator.validateAccessToken(token, context);
  const isRevoked = await services.vault.isRevoked({
    family: familyOfTokenId(claims['jti']),
    tokenId: textOf(claims['jti']),
    subjectId: validated?.subjectId ?? textOf(claims['sub']),
    clientId: textOf(claims['client_id']),
    issuedAt: typeof claims['iat'] === 'number' ? claims['iat'] : 0,
  });
  if (validated === undefined) {
    checks.push(
      isRevoked
        ? failed('revocation', 'It was revoked, or everything of its family, user or client was.')
        : failed('session', 'The session that it was issued in has ended, or its user cannot be read.'),
    );
    return { checks, isAccepted: false, verdict: `Refused here: ${checks.at(-1)!.says}` };
  }
  checks.push(passed('revocation', 'Neither it nor its family was revoked, and its session goes on.'));
  const subject = subjectOfToken(validated);
  if (subject !== undefined) {
    const { client } = validated;
    const isActive = await services.profileService.isActive({ subject, client, caller: 'introspection' });
    checks.push(check('user', isActive, 'The user is active.', 'The user was disabled or removed.'));
    if (!isActive) return { checks, isAccepted: false, verdict: 'Refused here: The user was disabled or removed.' };
  }
  const { confirmation, audience } = validated;
  if (confirmation !== undefined) {
    const how = confirmation.method === 'dpop' ? 'a DPoP proof made with its key' : 'its client certificate';
    checks.push(unknown('proof', `It counts only together with ${how}.`));
  }
  return {
    checks,
    isAccepted: true,
    verdict: `Accepted here, and meant for ${audience.join(', ') || 'nobody by name'}.`,
  };
}

function verdictOf(kind: TokenKind, checks: readonly TokenCheck[]): Pick<Explained, 'verdict' | 'isAccepted'> {
  const stopped = checks.find(({ outcome }) => outcome === 'failed');
  const asHint = checks.filter(({ name }) => name !== 'time').every(({ outcome }) => outcome !== 'failed');
  if (kind === 'ID token') {
    const hint = asHint ? ' As id_token_hint it is accepted here, expired or not.' : '';
    return stopped === undefined
      ? { isAccepted: true, verdict: `A valid ID token: it is for its client, and no API takes it.${hint}` }
      : { isAccepted: false, verdict: `Not valid: ${stopped.says}${hint}` };
  }
  if (stopped !== undefined) return { isAccepted: false, verdict: `Not valid: ${stopped.says}` };
  return kind === 'logout token'
    ? { verdict: 'A valid logout token: it is for its client, which decides.' }
    : { verdict: 'Signed by this server; it is for whoever its aud names.' };
}
