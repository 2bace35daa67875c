import { formsOf } from '../../test/conformance/support/page-forms.ts';
import { Browser } from '../../test/support/browser.ts';
import { authorization, dearProof, get, marks, post } from './messages.ts';
import type { AttackPlan } from './plan.ts';

export interface Attack {
  readonly title: string;
  readonly plan: AttackPlan;
}

/** What somebody with one machine can send, and what else costs the sender next to nothing. */
export async function attacksOn(issuer: string): Promise<readonly Attack[]> {
  const { signIn, cookie } = await formOf(issuer);
  const session = await sessionOf(issuer);
  const web = { client_id: 'web', client_secret: 'secret' };
  const guess = { ...web, grant_type: 'password', username: 'alice', password: 'wrong' };
  const code = { client_id: 'tv', grant_type: 'authorization_code', code: 'x', redirect_uri: 'https://tv.example/cb' };
  const proven = post('/connect/token', code, { dpop: dearProof(issuer) });
  return [
    {
      title: '`If-None-Match` of 15,000 spaces at discovery',
      plan: {
        connections: 8,
        request: get('/.well-known/openid-configuration', { 'if-none-match': `a${' '.repeat(15_000)}b` }),
      },
    },
    {
      title: 'user names of 10,600 combining marks at the sign-in page',
      plan: {
        connections: 8,
        request: post('/login', { ...signIn, username: marks(63_500), password: 'x' }, { cookie }),
      },
    },
    {
      title: 'DPoP proofs with an exponent of 3,064 bits, 150 of them at a time on one connection',
      plan: { connections: 1, pipelined: 150, request: proven },
    },
    { title: 'the same, 1,000 at a time', plan: { connections: 1, pipelined: 1000, request: proven } },
    {
      title: '200 connections that ask for the keys and never read',
      plan: { connections: 200, pipelined: 100, deaf: true, request: get('/.well-known/openid-configuration/jwks') },
    },
    {
      title: '900 connections with an empty line a second',
      plan: { connections: 900, drip: '\r\n', request: get('/health/live') },
    },
    {
      title: '`/grants` of a user with 80,000 refresh tokens',
      plan: { connections: 4, request: get('/grants', { cookie: session }) },
    },
    {
      title: 'authorization requests with 60 KB of junk',
      plan: { connections: 16, request: post('/connect/authorize', { ...authorization, junk: 'j'.repeat(60_000) }) },
    },
    {
      title: 'pushed requests with 60 KB of junk',
      plan: { connections: 16, request: post('/connect/par', { ...authorization, ...web, junk: 'j'.repeat(60_000) }) },
    },
    {
      title: 'device requests without end',
      plan: { connections: 16, request: post('/connect/deviceauthorization', { client_id: 'tv' }) },
    },
    { title: 'wrong passwords', plan: { connections: 64, request: post('/connect/token', guess) } },
  ];
}

/** The fields and the cookie of the sign-in page. */
async function formOf(issuer: string) {
  const page = await fetch(`${issuer}/login`);
  const [form] = formsOf(await page.text());
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0]!)
    .join('; ');
  return { signIn: form!.fields, cookie };
}

/** The cookies of alice, who is signed in. */
async function sessionOf(issuer: string): Promise<string> {
  const browser = new Browser();
  const [form] = formsOf(await (await browser.get(`${issuer}/login`)).text());
  await browser.post(form!.action, { ...form!.fields, username: 'alice', password: 'wonderland' });
  return browser.received
    .map((line) => line.split(';', 1)[0]!)
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}
