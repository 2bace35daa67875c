import { asUserGrant, secret } from './fixture.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
  readonly json: any;
}

type Value = string | readonly string[] | undefined;
export type Parameters = Readonly<Record<string, Value>>;

/** The value of a `Basic` header, both halves form-encoded first (RFC 6749 §2.3.1). */
export function basic(clientId: string, clientSecret = secret): string {
  const encode = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);
  return `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`;
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** Posts a form; lists become repeated parameters, `undefined` ones are left out. */
export async function postForm(
  url: string,
  parameters: Parameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) body.append(name, one);
  }
  return answerOf(await fetch(url, { method: 'POST', body, headers }));
}

/** Posts to the token endpoint as a client of the fixture; `client_secret` is sent unless it is given. */
export function requestToken(
  server: { readonly url: string },
  clientId: string,
  parameters: Parameters,
): Promise<Answer> {
  return postForm(`${server.url}/connect/token`, {
    client_id: clientId,
    ...(clientId.startsWith('public') || clientId.startsWith('browser') ? {} : { client_secret: secret }),
    ...parameters,
  });
}

/** First tokens of a user, refresh token included unless `scope` says otherwise. */
export function signIn(
  server: { readonly url: string },
  clientId: string,
  parameters: Parameters = {},
): Promise<Answer> {
  return requestToken(server, clientId, {
    grant_type: asUserGrant,
    user: 'subject-of-alice',
    scope: 'openid orders.read orders.write offline_access',
    ...parameters,
  });
}

export function refresh(
  server: { readonly url: string },
  clientId: string,
  refreshToken: string,
  parameters: Parameters = {},
): Promise<Answer> {
  return requestToken(server, clientId, { grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters });
}

/** What the server says of a token to an API or client. */
export function introspect(
  server: { readonly url: string },
  caller: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return postForm(`${server.url}/connect/introspect`, { token }, { authorization: basic(caller), ...headers });
}

export function revoke(
  server: { readonly url: string },
  clientId: string,
  token: string,
  parameters: Parameters = {},
): Promise<Answer> {
  return postForm(`${server.url}/connect/revocation`, {
    client_id: clientId,
    ...(clientId.startsWith('public') ? {} : { client_secret: secret }),
    token,
    ...parameters,
  });
}
