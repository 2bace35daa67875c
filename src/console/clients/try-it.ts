import type { Client } from '../../model/client.ts';
import { paths } from '../../model/endpoint-paths.ts';
import { grantTypes } from '../../model/grant-type.ts';

/** What of a client decides how its tokens are asked for. */
export type TriedClient = Pick<
  Client,
  | 'clientId'
  | 'enabled'
  | 'requireClientSecret'
  | 'allowedGrantTypes'
  | 'allowedScopes'
  | 'allowOfflineAccess'
  | 'redirectUris'
  | 'requireDPoP'
  | 'requireMutualTls'
  | 'requirePushedAuthorization'
  | 'requireRequestObject'
> & { readonly clientSecrets: readonly unknown[] };

/** A grant, once for a shell and once for Node. Both run as they stand. */
export interface Example {
  readonly id: string;
  readonly title: string;
  readonly shell: string;
  /** To be saved as `try.mts`. */
  readonly typescript: string;
}

export interface TryItOptions {
  readonly issuer: string;
  /** Names of the scopes that are about users. */
  readonly identityScopes: ReadonlySet<string>;
  /** Only while it is shown anyway; absent: read from the environment variable `CLIENT_SECRET`. */
  readonly secret?: string | undefined;
}

/** RFC 7636 App. B: for a command by hand; the program makes one of its own. */
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

/** How to get tokens as this client. None for what takes a key of its own, which is nothing for a few lines. */
export function examplesFor(client: TriedClient, options: TryItOptions): readonly Example[] {
  const { allowedGrantTypes, requireDPoP, requireMutualTls, requireClientSecret, clientSecrets } = client;
  const lacksSecret = requireClientSecret && clientSecrets.length === 0;
  if (!client.enabled || requireDPoP || requireMutualTls || lacksSecret) return [];
  const needsMore =
    client.requirePushedAuthorization || client.requireRequestObject || client.redirectUris.length === 0;
  const has = (grantType: string) => allowedGrantTypes.includes(grantType);
  return [
    ...(has(grantTypes.clientCredentials) ? [clientCredentials(client, options)] : []),
    ...(has(grantTypes.authorizationCode) && !needsMore ? [authorizationCode(client, options)] : []),
    ...(has(grantTypes.deviceCode) ? [deviceCode(client, options)] : []),
  ];
}

function clientCredentials(client: TriedClient, options: TryItOptions): Example {
  const scope = client.allowedScopes.filter((name) => !options.identityScopes.has(name)).join(' ');
  const url = options.issuer + paths.token;
  const authorization =
    options.secret === undefined
      ? `\`Basic \${btoa(\`${encodeURIComponent(client.clientId)}:\${process.env.CLIENT_SECRET}\`)}\``
      : `\`Basic \${btoa(${text(`${encodeURIComponent(client.clientId)}:${options.secret}`)})}\``;
  const form = { grant_type: 'client_credentials', ...(scope === '' ? {} : { scope }) };
  return {
    id: 'client-credentials',
    title: 'Client credentials',
    shell: curl(client, options, url, form),
    typescript: `const answer = await fetch(${text(url)}, {
  method: 'POST',
  headers: { authorization: ${authorization} },
  body: new URLSearchParams(${members(form)}),
});
console.log(await answer.json());
`,
  };
}

function authorizationCode(client: TriedClient, options: TryItOptions): Example {
  const scope = scopesOf(client);
  const redirectUri = client.redirectUris[0]!;
  const query = new URLSearchParams({
    client_id: client.clientId,
    response_type: 'code',
    ...(scope === '' ? {} : { scope }),
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const redeemed = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
  return {
    id: 'authorization-code',
    title: 'Authorization code',
    shell: `echo ${quoted(`Open ${options.issuer}${paths.authorize}?${query}`)}
echo 'Then paste the value of code in the address that you came to:'
read -r CODE
${curl(client, options, options.issuer + paths.token, redeemed, '--data-urlencode "code=$CODE"')}`,
    typescript: `// npm install openid-client
import { createInterface } from ${text('node:readline/promises')};
import * as oidc from 'openid-client';

${discovery(client, options)}
const verifier = oidc.randomPKCECodeVerifier();
const state = oidc.randomState();
const address = oidc.buildAuthorizationUrl(server, {
  redirect_uri: ${text(redirectUri)},
  scope: ${text(scope)},
  state,
  code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
});
console.log(\`Open \${address}\`);
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const cameTo = new URL(await terminal.question('Then paste the address that you came to: '));
terminal.close();
const checks = { pkceCodeVerifier: verifier, expectedState: state };
console.log(await oidc.authorizationCodeGrant(server, cameTo, checks));
`,
  };
}

function deviceCode(client: TriedClient, options: TryItOptions): Example {
  const scope = scopesOf(client);
  const asked: Readonly<Record<string, string>> = scope === '' ? {} : { scope };
  const polled = { grant_type: grantTypes.deviceCode };
  return {
    id: 'device-code',
    title: 'Device code',
    shell: `${curl(client, options, options.issuer + paths.deviceAuthorization, asked)}
echo
echo 'Open verification_uri_complete, allow it, then paste the value of device_code:'
read -r DEVICE_CODE
${curl(client, options, options.issuer + paths.token, polled, '-d "device_code=$DEVICE_CODE"')}`,
    typescript: `// npm install openid-client
import * as oidc from 'openid-client';

${discovery(client, options)}
const device = await oidc.initiateDeviceAuthorization(server, ${members(asked)});
console.log(\`Open \${device.verification_uri_complete ?? device.verification_uri} (\${device.user_code})\`);
console.log(await oidc.pollDeviceAuthorizationGrant(server, device));
`,
  };
}

function scopesOf({ allowedScopes, allowOfflineAccess }: TriedClient): string {
  return [...allowedScopes, ...(allowOfflineAccess ? ['offline_access'] : [])].join(' ');
}

/** A command; the shell's own quotation marks keep whatever stands in a value. */
function curl(
  { clientId, requireClientSecret }: TriedClient,
  { secret }: TryItOptions,
  url: string,
  form: Readonly<Record<string, string>>,
  further?: string,
): string {
  const id = encodeURIComponent(clientId);
  const who = !requireClientSecret
    ? `--data-urlencode ${quoted(`client_id=${clientId}`)}`
    : secret === undefined
      ? `-u ${quoted(`${id}:`)}"$CLIENT_SECRET"`
      : `-u ${quoted(`${id}:${secret}`)}`;
  const fields = Object.entries(form).map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`);
  return `${['curl -s', who, ...fields, ...(further === undefined ? [] : [further]), quoted(url)].join(' \\\n  ')}\n`;
}

function discovery({ clientId, requireClientSecret }: TriedClient, { issuer, secret }: TryItOptions): string {
  const given = !requireClientSecret
    ? 'undefined, oidc.None()'
    : `${secret === undefined ? 'process.env.CLIENT_SECRET' : text(secret)}, undefined`;
  // It refuses plain http otherwise, which an issuer on this machine may have.
  const plain = issuer.startsWith('http:') ? ', { execute: [oidc.allowInsecureRequests] }' : '';
  return `const server = await oidc.discovery(new URL(${text(issuer)}), ${text(clientId)}, ${given}${plain});`;
}

/** A string of TypeScript. */
function text(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function members(fields: Readonly<Record<string, string>>): string {
  const all = Object.entries(fields).map(([name, value]) => `${name}: ${text(value)}`);
  return all.length === 0 ? '{}' : `{ ${all.join(', ')} }`;
}

/** A word of a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
