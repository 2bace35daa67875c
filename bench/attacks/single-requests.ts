import { Browser } from '../../test/support/browser.ts';
import { authorization, dearProof, type Fields, marks } from './messages.ts';

export interface SingleRequest {
  readonly title: string;
  send(): Promise<void>;
}

const names = [
  ...[
    'client_id',
    'client_secret',
    'client_assertion',
    'grant_type',
    'scope',
    'resource',
    'username',
    'password',
    'code',
  ],
  ...[
    'redirect_uri',
    'code_verifier',
    'refresh_token',
    'device_code',
    'auth_req_id',
    'token',
    'state',
    'nonce',
    'prompt',
  ],
  ...['ui_locales', 'id_token_hint', 'login_hint', 'acr_values', 'claims', 'request', 'request_uri', 'binding_message'],
  ...['user_code', 'csrf', 'interaction', 'return', 'post_logout_redirect_uri', 'access_token', 'revoke', 'junk'],
] as const;

const paths: Readonly<Record<string, Fields>> = {
  '/connect/token': {
    client_id: 'web',
    client_secret: 'secret',
    grant_type: 'password',
    username: 'alice',
    password: 'x',
  },
  '/connect/authorize': { ...authorization, response_mode: 'form_post' },
  '/connect/par': { ...authorization, client_secret: 'secret' },
  '/connect/introspect': { client_id: 'web', client_secret: 'secret', token: 'x' },
  '/connect/revocation': { client_id: 'web', client_secret: 'secret', token: 'x' },
  '/connect/deviceauthorization': { client_id: 'tv' },
  '/connect/ciba': { client_id: 'web', client_secret: 'secret' },
  '/connect/userinfo': {},
  '/login': {},
  '/device': {},
  '/grants': {},
};

/** Texts of 60 KB in a form that are dear to somebody: to normalise, parse, split, match, decode. */
const texts: Readonly<Record<string, string>> = {
  'combining marks': marks(60_000),
  spaces: ' '.repeat(60_000),
  'words of one letter': 'a '.repeat(30_000),
  brackets: '['.repeat(20_000),
  dots: `${'a.'.repeat(29_000)}a`,
  'ideographs of an address': `https://${Array.from({ length: 6000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7) % 20_000))).join('')}/`,
};

/** Each alone, on a server that does nothing else. */
export async function singleRequests(issuer: string): Promise<readonly SingleRequest[]> {
  const send =
    (path: string, fields: Fields, headers: Fields = {}) =>
    async () => {
      const response = await new Browser().post(issuer + path, fields, headers);
      await response.arrayBuffer();
    };
  const forms = Object.entries(paths).flatMap(([path, fields]) =>
    names.flatMap((name) =>
      Object.entries(texts).map(([what, text]) => ({
        title: `${name} of ${what} at ${path}`,
        send: send(path, { ...fields, [name]: text }),
      })),
    ),
  );
  const proof = dearProof(issuer);
  const code = { client_id: 'tv', grant_type: 'authorization_code', code: 'x' };
  return [
    ...forms,
    { title: 'a DPoP proof with a dear key', send: send('/connect/token', code, { dpop: proof }) },
    {
      title: '`If-None-Match` full of spaces',
      send: async () => {
        const headers = { 'if-none-match': `a${' '.repeat(15_000)}b` };
        await (await fetch(`${issuer}/.well-known/openid-configuration`, { headers })).arrayBuffer();
      },
    },
  ];
}
