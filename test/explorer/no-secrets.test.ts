import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { harmlessParameters } from '../../src/explorer/recording/shown-value.ts';
import type { Trip } from '../../src/explorer/trip.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { Browser } from '../support/browser.ts';
import { introspect, refresh, requestToken, revoke, signIn } from '../support/connect.ts';
import { ordersApi, secret, startFixture } from '../support/fixture.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startFixture({ clientRegistration: { mode: 'open', scopes: ['orders.read'] } });
});
afterEach(() => server.close());

let count = 0;
const marks: string[] = [];
function mark(): string {
  count += 1;
  const made = `s3cret-M4rk-${count}-x`;
  marks.push(made);
  return made;
}

/** Names that the endpoints know, and one that none does. */
const names = [
  'client_secret client_assertion code code_verifier refresh_token username password device_code auth_req_id user_code assertion',
  'subject_token actor_token token id_token_hint login_hint login_hint_token client_notification_token binding_message request request_uri',
  'state nonce code_challenge claims acr_values ui_locales dpop_jkt csrf interaction return logout_hint access_token registration unheard_of',
].flatMap((line) => line.split(' '));

const form = () => new URLSearchParams(names.map((name) => [name, mark()]));

function headers(authorization: string): Record<string, string> {
  return {
    authorization,
    dpop: mark(),
    cookie: `mintmark_session=${mark()}; __Host-mintmark_session=${mark()}`,
    'user-agent': mark(),
    referer: `https://x.example/${mark()}?code=${mark()}`,
    'x-forwarded-for': mark(),
    'x-custom': mark(),
    accept: `text/html;q=${mark()}`,
    'accept-language': mark(),
  };
}

const authorizations = () => [`Basic ${btoa(`machine:${mark()}`)}`, `Bearer ${mark()}`, `DPoP ${mark()}`, mark()];

/** Reads the answer to its end, so that the connection can be used again. */
async function send(url: string, init: RequestInit = {}): Promise<void> {
  await (await fetch(url, init)).arrayBuffer();
}

function everything(): string {
  const all: Trip[] = [];
  let after: string | undefined;
  do {
    const page = server.server.services.trips.list({ limit: 200, after });
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return JSON.stringify(all);
}

describe('the ring of trips', () => {
  it('holds no value of a parameter, header or body that may be secret, of no endpoint, whatever comes of it', async () => {
    const paths = [
      ...server.server.hotPaths,
      '/external/x/callback',
      `/connect/register/${encodeURIComponent('x')}`,
      '/nowhere',
    ];
    expect(paths.length).toBeGreaterThan(25);
    for (const path of paths) {
      for (const authorization of authorizations()) {
        const url = `${server.url}${path}`;
        await send(`${url}?${form()}`, { headers: headers(authorization), redirect: 'manual' });
        await send(url, { method: 'POST', headers: headers(authorization), body: form(), redirect: 'manual' });
        await send(`${url}?client_id=machine&grant_type=client_credentials&${form()}`, {
          method: 'POST',
          headers: { ...headers(authorization), 'content-type': 'application/json' },
          body: JSON.stringify({
            redirect_uris: [mark()],
            client_name: mark(),
            jwks: { keys: [{ k: mark() }] },
            x: mark(),
          }),
          redirect: 'manual',
        });
      }
      await send(`${server.url}/${mark()}/token/${mark()}`);
    }
    const kept = everything();
    expect(kept.length).toBeGreaterThan(100_000);
    expect(marks.length).toBeGreaterThan(10_000);
    expect(marks.filter((one) => kept.includes(one))).toEqual([]);
  }, 120_000);

  it('holds no token and no secret of requests that succeed', async () => {
    const hidden = new Set([secret, 'the password of alice']);
    const keep = <Answer extends { readonly json: Record<string, unknown> }>(answer: Answer) => {
      for (const name of ['access_token', 'refresh_token', 'id_token']) {
        const token = answer.json?.[name];
        if (typeof token === 'string') hidden.add(token).add(token.split('.').at(-1)!);
      }
      return answer;
    };
    keep(await requestToken(server, 'reference-machine', { grant_type: 'client_credentials' }));
    const { json } = keep(await signIn(server, 'strict-application'));
    const next = keep(await refresh(server, 'strict-application', json.refresh_token));
    await refresh(server, 'strict-application', json.refresh_token);
    await introspect(server, ordersApi, next.json.access_token);
    await send(`${server.url}/connect/userinfo`, { headers: { authorization: `Bearer ${next.json.access_token}` } });
    await revoke(server, 'strict-application', next.json.access_token);
    await requestToken(server, 'application', {
      grant_type: 'password',
      username: 'alice',
      password: 'the password of alice',
    });
    const browser = new Browser();
    const page = await (await browser.get(`${server.url}/login?return=%2Fgrants`)).text();
    hidden.add(/name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '');
    expect(hidden.size).toBeGreaterThan(8);
    const kept = everything();
    expect([...hidden].filter((one) => kept.includes(one))).toEqual([]);
    expect(kept).toContain(`…${next.json.access_token.slice(-4)}`);
  });

  it.each([
    ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4'],
    ['a random value', 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k'],
  ])('holds nothing that looks like %s where a harmless value belongs', async (_, value) => {
    const harmless = [...harmlessParameters.keys()].filter((name) => name !== 'client_id');
    expect(harmless.length).toBeGreaterThan(12);
    const parameters = new URLSearchParams(
      harmless.map((name) => [name, name.endsWith('uri') ? `https://a.example/${value}?x=${value}#${value}` : value]),
    );
    await send(`${server.url}/connect/device`, { method: 'POST', body: parameters });
    await send(`${server.url}/nowhere/${value}?${parameters}`);
    expect(everything().includes(value)).toBe(false);
  });
});
