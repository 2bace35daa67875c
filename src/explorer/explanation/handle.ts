import { requestUriPrefix } from '../../authorize/pushed-requests.ts';
import { limits } from '../../model/limits.ts';
import type { RequestContext } from '../../model/request-context.ts';
import { aboutOf, clientCheck, clientName, clientOf, expiryCheck } from './about.ts';
import type { ExplainServices } from './explain-services.ts';
import { check, failed, type TokenCheck, type TokenExplanation, type TokenKind, unknown } from './explanation.ts';
import { inWords, timeOf } from './members.ts';

type Explained = Omit<TokenExplanation, 'shown'>;

/** The kinds that clients hold handles of. */
const kinds = [
  ['refresh_token', 'refresh token'],
  ['reference_token', 'reference access token'],
  ['authorization_code', 'authorization code'],
  ['device_code', 'device code'],
  ['ciba', 'CIBA request'],
  ['par', 'pushed authorization request'],
] as const satisfies readonly (readonly [string, TokenKind])[];

/** What is known here by the hash of it. @returns `undefined`: nothing is. */
export async function explainHandle(
  services: ExplainServices,
  text: string,
  context: RequestContext,
): Promise<Explained | undefined> {
  const handle = text.startsWith(requestUriPrefix) ? text.slice(requestUriPrefix.length) : text;
  if (handle.length > limits.handle.most) return undefined;
  for (const [stored, kind] of kinds) {
    const found = await services.vault.find(stored, handle);
    if (found !== undefined) {
      const { record, revoked, consumedAt, content } = found;
      return explain(services, kind, { ...record, revoked, consumedAt, content }, handle, context);
    }
  }
  return undefined;
}

interface FoundHandle {
  readonly family: string | null;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly createdAt: number;
  readonly consumedAt: number | null;
  readonly revoked: boolean;
  readonly content: object;
}

async function explain(
  services: ExplainServices,
  kind: TokenKind,
  found: FoundHandle,
  handle: string,
  context: RequestContext,
): Promise<Explained> {
  const { content, createdAt, consumedAt, revoked } = found;
  const clientId = textIn(content, 'clientId');
  const client = await clientOf(services, clientId);
  const expiresAt = numberIn(content, 'expiresAt');
  const checks: TokenCheck[] = [
    check(
      'revocation',
      !revoked,
      'Neither it nor its family was revoked.',
      'It was revoked, or everything of its family, user or client was.',
    ),
    consumedAt === null
      ? check('used before', true, 'It was not used yet, or may be used again.', '')
      : failed(
          'used before',
          `It was used ${inWords(consumedAt, context.now)}: once more would revoke everything of its family.`,
        ),
    expiresAt === undefined
      ? unknown('time', 'It does not expire.')
      : expiryCheck(expiresAt, context.now, inWords(expiresAt, context.now)),
    clientCheck(client),
  ];
  if (kind === 'reference access token') {
    const live = await services.tokenValidator.validateAccessToken(handle, context);
    checks.push(check('validation', live !== undefined, 'This server takes it.', 'This server takes it no more.'));
  }
  const stopped = checks.find(({ outcome }) => outcome === 'failed');
  const decision = decisionOf(content);
  return {
    kind,
    isOurs: true,
    about: aboutOf({
      client: clientName(client, clientId),
      subject: found.subjectId ?? undefined,
      family: found.family ?? undefined,
      session: found.sessionId ?? undefined,
      scopes: scopesIn(content),
      decision,
      'bound to': boundTo(content),
    }),
    times: [
      ...timeOf('made', createdAt, context.now),
      ...timeOf('used', consumedAt, context.now),
      ...timeOf('expires', expiresAt, context.now),
    ],
    checks,
    isAccepted: stopped === undefined && (decision === undefined || decision === 'approved'),
    verdict: verdictOf(kind, stopped, decision),
  };
}

function verdictOf(kind: TokenKind, stopped: TokenCheck | undefined, decision: string | undefined): string {
  if (stopped !== undefined) return `Refused here: ${stopped.says}`;
  if (decision !== undefined && decision !== 'approved') return `Not redeemed yet: the user has decided ${decision}.`;
  return `Accepted here from its client, as a ${kind}.`;
}

function textIn(content: object, name: string): string | undefined {
  const value: unknown = Reflect.get(content, name);
  return typeof value === 'string' ? value : undefined;
}

function numberIn(content: object, name: string): number | undefined {
  const value: unknown = Reflect.get(content, name);
  return typeof value === 'number' ? value : undefined;
}

function scopesIn(content: object): string | undefined {
  const token: unknown = Reflect.get(content, 'token');
  const scopes: unknown =
    Reflect.get(content, 'scopes') ?? Reflect.get(content, 'requestedScopes') ?? Reflect.get(Object(token), 'scopes');
  return Array.isArray(scopes) ? scopes.join(' ') : undefined;
}

function decisionOf(content: object): string | undefined {
  const decision: unknown = Reflect.get(content, 'decision');
  return typeof decision === 'object' && decision !== null ? textIn(decision, 'outcome') : undefined;
}

function boundTo(content: object): string | undefined {
  const confirmation: unknown = Reflect.get(content, 'confirmation');
  if (typeof confirmation !== 'object' || confirmation === null) return undefined;
  return textIn(confirmation, 'method') === 'dpop' ? 'a DPoP key' : 'a client certificate';
}
