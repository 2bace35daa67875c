import type { TestServer } from '../../src/testing/create-test-server.ts';
import { UserAgent } from '../conformance/support/user-agent.ts';
import { type Answered, postAs } from './authorization-details.ts';
import { challenge, redirectUri, verifier } from './authorize.ts';

type Parameters = Readonly<Record<string, string | undefined>>;

/** The parameters of a code request for details alone; `undefined` leaves one out. */
export function detailRequest(details: unknown, changes: Parameters = {}): Record<string, string> {
  const parameters: Parameters = {
    client_id: 'web',
    response_type: 'code',
    redirect_uri: redirectUri,
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    authorization_details: typeof details === 'string' ? details : JSON.stringify(details),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export function authorizeUrl(server: TestServer, parameters: Readonly<Record<string, string>>): string {
  return `${server.url}/connect/authorize?${new URLSearchParams(parameters)}`;
}

/** Alice allows all that the pages show; what reaches the client. */
export async function allowed(
  server: TestServer,
  parameters: Readonly<Record<string, string>>,
): Promise<URLSearchParams> {
  const { arrival, page } = await new UserAgent(server.url).visit(authorizeUrl(server, parameters));
  if (arrival === undefined) throw new Error(`the walk ended at a page: ${page?.status} ${page?.html}`);
  return arrival.url.searchParams;
}

/** What a client is told at its redirect URI without anybody being asked. */
export async function refusedAtOnce(
  server: TestServer,
  parameters: Readonly<Record<string, string>>,
): Promise<string | null> {
  const response = await fetch(authorizeUrl(server, parameters), { redirect: 'manual' });
  const location = new URL(response.headers.get('location') ?? '/', server.url);
  return location.href.startsWith(redirectUri)
    ? location.searchParams.get('error')
    : `not refused: ${location.pathname}`;
}

export function redeem(server: TestServer, code: string | null, form: Parameters = {}): Promise<Answered> {
  const { client_id: clientId = 'web', ...more } = Object.fromEntries(
    Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const redemption = {
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  return postAs(server, clientId, '/connect/token', { ...redemption, ...more });
}

export function refresh(
  server: TestServer,
  refreshToken: string,
  form: Readonly<Record<string, string>> = {},
  clientId = 'web',
): Promise<Answered> {
  return postAs(server, clientId, '/connect/token', {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...form,
  });
}

/** Tokens of a code that alice granted with all that is asked for. */
export async function granted(
  server: TestServer,
  details: unknown,
  changes: Parameters = {},
  form: Parameters = {},
): Promise<Answered> {
  const answer = await allowed(server, detailRequest(details, changes));
  return redeem(server, answer.get('code'), { client_id: changes.client_id, ...form });
}
