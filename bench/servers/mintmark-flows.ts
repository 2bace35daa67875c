import { timedHandle } from '../../src/keys/digest.ts';
import { authenticatedSubject } from '../../src/model/subject.ts';
import type { MintmarkServer } from '../../src/server/server.ts';
import type { GrantRecord } from '../../src/stores/contracts.ts';
import { newFamily } from '../../src/tokens/token-id.ts';
import type { Flow, ScenarioName } from '../protocol.ts';
import { around, formRequest, getRequest } from '../requests.ts';
import { challenge, verifier } from './code-verifier.ts';
import { api, redirectUri } from './mintmark-configuration.ts';

const clientId = 'client';

/** Builds the requests of a scenario; what must be stored before is stored. */
export async function mintmarkFlow(
  server: MintmarkServer,
  scenario: ScenarioName,
  sizes: { readonly connections: number; readonly values: number },
): Promise<Flow> {
  switch (scenario) {
    case 'discovery':
      return { kind: 'fixed', request: getRequest('/.well-known/openid-configuration') };
    case 'jwks':
      return { kind: 'fixed', request: getRequest('/.well-known/openid-configuration/jwks') };
    case 'refresh': {
      const values = await insert(server, sizes.connections, refreshToken);
      const parts = around('/connect/token', { grant_type: 'refresh_token' }, 'refresh_token', values[0]!);
      return { kind: 'rotating', ...parts, member: 'refresh_token', values };
    }
    case 'code-exchange': {
      const values = await insert(server, sizes.values, code);
      const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
      return { kind: 'each', ...around('/connect/token', form, 'code', values[0]!), values };
    }
    case 'token-exchange': {
      const form = {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: await usersToken(server),
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        scope: 'api.read',
      };
      return { kind: 'fixed', request: formRequest('/connect/token', form) };
    }
    case 'introspection': {
      const [token] = await insert(server, 1, referenceToken);
      return { kind: 'fixed', request: formRequest('/connect/introspect', { token: token! }, api) };
    }
    default: {
      const form = { grant_type: 'client_credentials', scope: 'api.read' };
      return { kind: 'fixed', request: formRequest('/connect/token', form) };
    }
  }
}

/** A JWT about Alice that lasts for the whole run. */
async function usersToken({ services }: MintmarkServer): Promise<string> {
  const client = (await services.clients.find(clientId))!;
  const now = services.clock.now();
  const context = { requestId: 'bench', now, issuer: services.issuer };
  const description = {
    client,
    effectiveClientId: clientId,
    clientClaims: [],
    subject: aliceAt(now),
    resources: services.resources.validate(client, ['api.read'], []),
    family: newFamily(),
    lifetime: 86_400,
    tokenType: 'jwt',
  } as const;
  const token = await services.tokenService.createAccessToken(description, context);
  return services.tokenService.serializeAccessToken(token, context);
}

export type Make = (server: MintmarkServer, handle: string, now: number, subjectId?: string) => GrantRecord;

/** Stores `count` grants, many in a transaction; resolves to their handles. */
export async function insert(server: MintmarkServer, count: number, make: Make): Promise<string[]> {
  const now = Math.floor(Date.now() / 1000);
  const handles = Array.from({ length: count }, () => timedHandle(now));
  for (let at = 0; at < count; at += 500) {
    const batch = handles.slice(at, at + 500);
    await Promise.all(batch.map((handle) => server.services.vault.insert(make(server, handle, now))));
  }
  return handles;
}

const aliceAt = (now: number) => authenticatedSubject('alice', { method: 'pwd', at: now });

function columns(now: number, lifetime: number) {
  return { clientId, family: newFamily(), createdAt: now, expiresAt: now + lifetime };
}

export const refreshToken: Make = (server, handle, now, subjectId = 'alice') => {
  const row = columns(now, 1_296_000);
  const subject = authenticatedSubject(subjectId, { method: 'pwd', at: now });
  const content = { ...row, authorizedAt: now, subject, scopes: ['api.read', 'offline_access'] };
  return server.services.vault.record('refresh_token', handle, content, { ...row, subjectId: subject.subjectId });
};

export const code: Make = (server, handle, now) => {
  const row = columns(now, 3600);
  const subject = aliceAt(now);
  const content = {
    ...row,
    subject,
    redirectUri,
    redirectUriRequired: true,
    scopes: ['openid', 'api.read'],
    resourceIndicators: [],
    nonce: 'n-0S6_WzA2Mj',
    codeChallenge: challenge,
    codeChallengeMethod: 'S256' as const,
  };
  return server.services.vault.record('authorization_code', handle, content, {
    ...row,
    subjectId: subject.subjectId,
  });
};

export const referenceToken: Make = (server, handle, now, subjectId = 'alice') => {
  const row = columns(now, 3600);
  const token = {
    issuer: server.services.issuer,
    clientId,
    subjectId,
    shownSubject: subjectId,
    hasUser: true,
    audience: [api],
    scopes: ['api.read'],
    issuedAt: now,
    lifetime: 3600,
    tokenType: 'reference' as const,
    tokenId: timedHandle(now),
    family: row.family,
    allowedSigningAlgorithms: [],
    claims: {},
  };
  const content = { ...row, subjectId, token };
  return server.services.vault.record('reference_token', handle, content, { ...row, subjectId });
};
