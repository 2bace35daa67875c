import { quickstartExchangeGrant } from '../server/quickstart.ts';

/** Pages to open and one command a grant, for the quickstart. What the server does not serve is left out. */
export function tryIt(issuer: string, served: ReadonlySet<string>): string {
  const token = (rest: string) => `curl ${rest} ${issuer}/connect/token`;
  const redirect = encodeURIComponent(`${issuer}/quickstart/callback`);
  // RFC 7636 App. B
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const pages = [
    ['/quickstart', `${issuer}/quickstart`],
    ['/.well-known/openid-configuration', `${issuer}/.well-known/openid-configuration`],
    ['/device', `${issuer}/device`],
  ] as const;
  const commands = [
    ['client credentials', '/connect/token', token('-u m2m:secret -d grant_type=client_credentials')],
    [
      'password, then refresh',
      '/connect/token',
      token(
        '-u legacy:secret -d grant_type=password -d username=alice -d password=alice -d "scope=api.read offline_access"',
      ),
    ],
    ['', '/connect/token', token('-u legacy:secret -d grant_type=refresh_token -d refresh_token=PASTE')],
    [
      'authorization code: open this, sign in as alice with password alice, then paste the code',
      '/connect/authorize',
      `${issuer}/connect/authorize?client_id=web&response_type=code&scope=openid%20profile%20api.read&redirect_uri=${redirect}&code_challenge=${challenge}&code_challenge_method=S256`,
    ],
    [
      '',
      '/connect/authorize',
      token(
        `-u web:secret -d grant_type=authorization_code -d code=PASTE -d redirect_uri=${issuer}/quickstart/callback -d code_verifier=${verifier}`,
      ),
    ],
    [
      'device code: ask, let alice decide on the page, then poll',
      '/connect/deviceauthorization',
      `curl -u tv:secret -d scope=api.read ${issuer}/connect/deviceauthorization`,
    ],
    [
      '',
      '/connect/deviceauthorization',
      token('-u tv:secret -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d device_code=PASTE'),
    ],
    [
      `CIBA: ask, let alice decide at ${issuer}/ciba, then poll`,
      '/connect/ciba',
      `curl -u call-center:secret -d "scope=openid api.read" -d login_hint=alice ${issuer}/connect/ciba`,
    ],
    [
      '',
      '/connect/ciba',
      token('-u call-center:secret -d grant_type=urn:openid:params:grant-type:ciba -d auth_req_id=PASTE'),
    ],
    [
      'a grant of your own',
      '/connect/token',
      token(`-u exchange:secret -d grant_type=${quickstartExchangeGrant} -d user=alice -d scope=api.read`),
    ],
  ] as const;
  const lines = ['', 'Open:', ...pages.filter(([path]) => served.has(path)).map(([, url]) => `  ${url}`), '', 'Try:'];
  for (const [title, path, command] of commands) {
    if (!served.has(path)) continue;
    if (title !== '') lines.push(`  # ${title}`);
    lines.push(`  ${command}`);
  }
  return `${[...lines, '', 'Users: alice/alice, bob/bob. Every client secret is "secret". Ctrl-C stops.', ''].join('\n')}\n`;
}
