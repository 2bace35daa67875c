import type { Client } from '../model/client.ts';
import { grantTypes } from '../model/grant-type.ts';

/** Commands for so many clients; who has more knows how. */
const mostClients = 5;

/** RFC 7636 App. B */
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

/** One command a grant for the clients of a configuration. SECRET, PASSWORD and CODE are to be replaced: no secret is printed. */
export function tryConfiguration(issuer: string, clients: readonly Client[]): string {
  const lines = clients
    .filter(({ enabled }) => enabled)
    .slice(0, mostClients)
    .flatMap((client) => commandsOf(client, issuer).flatMap(([title, command]) => [`  # ${title}`, `  ${command}`]));
  const discovery = ['', 'Open:', `  ${issuer}/quickstart`, `  ${issuer}/.well-known/openid-configuration`, ''];
  const commands = lines.length === 0 ? [] : ['Try, with the secrets and users of your own:', ...lines, ''];
  return `${[...discovery, ...commands].join('\n')}\n`;
}

function commandsOf(client: Client, issuer: string): readonly (readonly [string, string])[] {
  const { clientId, allowedGrantTypes, allowedScopes, requireDPoP, requireMutualTls } = client;
  const proves = client.clientSecrets.length > 0;
  // What takes a key is nothing for one line of a shell.
  if ((client.requireClientSecret && !proves) || requireDPoP || requireMutualTls) return [];
  const who = client.requireClientSecret
    ? `-u ${quoted(`${encoded(clientId)}:SECRET`)}`
    : `-d ${quoted(`client_id=${encoded(clientId)}`)}`;
  const scope = allowedScopes.length === 0 ? '' : ` --data-urlencode ${quoted(`scope=${allowedScopes.join(' ')}`)}`;
  const token = (rest: string) => `curl ${who} ${rest} ${issuer}/connect/token`;
  const has = (grantType: string) => allowedGrantTypes.includes(grantType);
  const commands: (readonly [string, string])[] = [];
  if (has(grantTypes.clientCredentials)) {
    commands.push([`${clientId}: client credentials`, token('-d grant_type=client_credentials')]);
  }
  if (has(grantTypes.password)) {
    commands.push([
      `${clientId}: password`,
      token(`-d grant_type=password -d username=USER -d password=PASSWORD${scope}`),
    ]);
  }
  const [redirectUri] = client.redirectUris;
  const isPlain = !client.requirePushedAuthorization && !client.requireRequestObject;
  if (has(grantTypes.authorizationCode) && redirectUri !== undefined && isPlain) {
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: allowedScopes.join(' '),
      redirect_uri: redirectUri,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    commands.push(
      [
        `${clientId}: authorization code: open this, sign in, take CODE out of the address`,
        `${issuer}/connect/authorize?${query}`,
      ],
      [
        'then',
        token(
          `-d grant_type=authorization_code -d code=CODE --data-urlencode ${quoted(`redirect_uri=${redirectUri}`)} -d code_verifier=${verifier}`,
        ),
      ],
    );
  }
  if (has(grantTypes.deviceCode)) {
    commands.push([`${clientId}: device code`, `curl ${who}${scope} ${issuer}/connect/deviceauthorization`]);
  }
  if (has(grantTypes.ciba)) {
    commands.push([`${clientId}: CIBA`, `curl ${who}${scope} -d login_hint=USER ${issuer}/connect/ciba`]);
  }
  return commands;
}

/** As Basic credentials and forms have it. */
function encoded(text: string): string {
  return encodeURIComponent(text);
}

function quoted(text: string): string {
  return /^[\w.:/=%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
