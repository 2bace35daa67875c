import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { randomHandle } from '../../src/keys/digest.ts';
import type { ServerEvent } from '../../src/operations/events.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer, TestServerOptions } from '../../src/testing/index.ts';
import { balances, detailOptions, detailServer, payment, postAs, rent } from '../support/authorization-details.ts';
import { answer, interactionOf } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import {
  allowed,
  authorizeUrl,
  detailRequest,
  granted,
  redeem,
  refresh,
  refusedAtOnce,
} from '../support/rich-authorization.ts';

let server: TestServer;
afterEach(() => server.close());

const code = 'invalid_authorization_details';
const json = JSON.stringify;
const ownFrontEnd = { interactionUrl: () => undefined } satisfies TestServerOptions;
const deep = (levels: number) => `[{"type":"payment","amount":${'['.repeat(levels)}${']'.repeat(levels)}}]`;

/** Alice signs in by the JSON of a front end; resolves to what is asked of her then. */
async function signedIn(browser: Browser, parameters: Readonly<Record<string, string>>): Promise<Response> {
  const asked = await browser.get(authorizeUrl(server, parameters));
  return answer(server, browser, asked, { login: { username: 'alice', password: 'wonderland' } });
}

async function detailsOf(browser: Browser, asked: Response) {
  const response = await browser.get(`${server.url}/interaction/${interactionOf(asked)}`);
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

/** The status of what a front end says of an interaction. */
async function said(browser: Browser, asked: Response, consent: unknown): Promise<number> {
  return (await browser.postJson(`${server.url}/interaction/${interactionOf(asked)}`, { consent })).status;
}

describe('hostile details', () => {
  it.each([
    ['60 KB', `[{"type":"payment","creditor":"${'x'.repeat(60_000)}"}]`],
    ['just too long', `[{"type":"payment","creditor":"${'x'.repeat(8000)}"}]`],
    ['nested two thousand times', deep(2000)],
    ['nested eleven times', deep(10)],
    ['of 21 entries', json(Array.from({ length: 21 }, () => ({ type: 'accounts', actions: ['list'] })))],
    ['of a type that is a prototype’s name', '[{"type":"__proto__"}]'],
    ['of a type that is the name of a constructor', '[{"type":"constructor"}]'],
    [
      'with a prototype in the depth',
      '[{"type":"accounts","actions":["list"],"x":{"y":[{"__proto__":{"type":"payment"}}]}}]',
    ],
    ['whose type is inherited', '[{"__proto__":{"type":"accounts"},"actions":["list"]}]'],
    ['that are not JSON', '[{"type":"accounts"'],
  ])('%s are refused wherever they are sent, and nothing is stored', async (_name, details) => {
    const { store, calls } = withCounting(createMemoryStore());
    server = await detailServer({ store });
    calls.reset();
    const asked = { authorization_details: details };
    for (const [path, form] of [
      ['/connect/par', detailRequest(details)],
      ['/connect/deviceauthorization', asked],
      ['/connect/ciba', { ...asked, scope: 'openid', login_hint: 'alice' }],
      ['/connect/token', { ...asked, grant_type: 'client_credentials' }],
    ] as const) {
      const { status, body } = await postAs(server, 'web', path, form);
      expect([path, status, body.error]).toEqual([path, 400, code]);
    }
    const written = [...calls.byName.keys()].filter((name) => /insert|put|replace|consume/.test(name));
    expect(written).toEqual([]);
  });

  it('a code is not used up by them, nor a refresh token (RFC 9396 §6)', async () => {
    server = await detailServer();
    const sent = (await allowed(server, detailRequest([rent], { scope: 'offline_access' }))).get('code');
    expect((await redeem(server, sent, { authorization_details: deep(2000) })).body.error).toBe(code);
    const { body } = await redeem(server, sent);
    expect((await refresh(server, body.refresh_token, { authorization_details: '[{"type":"x"}]' })).body.error).toBe(
      code,
    );
    expect((await refresh(server, body.refresh_token)).status).toBe(200);
  });

  it('a check that breaks grants nothing', async () => {
    server = await detailServer();
    const { status, body } = await postAs(
      server,
      'careless',
      '/connect/par',
      detailRequest([rent], { client_id: 'careless' }),
    );
    expect([status, body.error]).toEqual([500, 'server_error']);
  });
});

describe('without registered types', () => {
  it('the parameter is refused, since every type is unknown, and discovery does not name it (RFC 9396 §5, §10)', async () => {
    const clients = detailOptions.clients.map((client) => ({ ...client, allowedAuthorizationDetailTypes: [] }));
    server = await detailServer({ authorizationDetailTypes: [], clients });
    expect(await refusedAtOnce(server, detailRequest([rent]))).toBe(code);
    const machine = { grant_type: 'client_credentials', scope: 'orders.read' };
    const { status, body } = await postAs(server, 'web', '/connect/token', {
      ...machine,
      authorization_details: json([rent]),
    });
    expect([status, body.error]).toEqual([400, code]);
    expect((await postAs(server, 'web', '/connect/token', machine)).status).toBe(200);
    const metadata = await (await fetch(`${server.url}/.well-known/openid-configuration`)).json();
    expect(metadata).not.toHaveProperty('authorization_details_types_supported');
  });
});

describe('who may have details', () => {
  it('not a client whose list does not name the type (RFC 9396 §10)', async () => {
    server = await detailServer();
    expect(await refusedAtOnce(server, detailRequest([rent], { client_id: 'other', scope: 'openid' }))).toBe(code);
    expect(await refusedAtOnce(server, detailRequest([rent], { client_id: 'looker' }))).toBe(code);
  });

  it('a client without any scope can have details alone', async () => {
    server = await detailServer();
    const { body } = await granted(server, [balances], { client_id: 'looker' });
    expect(body.authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }]);
  });

  it('nobody by password, unless the type does without consent', async () => {
    server = await detailServer();
    const form = { grant_type: 'password', username: 'alice', password: 'wonderland' };
    const sent = (details: unknown) =>
      postAs(server, 'web', '/connect/token', { ...form, authorization_details: json(details) });
    expect((await sent([rent])).body.error).toBe(code);
    const { status, body } = await sent([balances]);
    expect([status, body.authorization_details, body.scope]).toEqual([200, [balances], undefined]);
  });

  it('not who is refused by the check, and nobody is asked then: the client is told in its words', async () => {
    server = await detailServer(ownFrontEnd);
    const browser = new Browser();
    const { searchParams } = locationOf(await signedIn(browser, detailRequest([{ ...rent, creditor: 'Mallory' }])));
    expect(searchParams.get('error')).toBe('access_denied');
    expect(searchParams.get('error_description')).toBe('This creditor is blocked.');
  });

  it('not who is refused by the check over the back channel, before anybody is told', async () => {
    const told: string[] = [];
    server = await detailServer({ notifyUser: ({ id }) => void told.push(id) });
    const asked = {
      scope: 'openid',
      login_hint: 'alice',
      authorization_details: json([{ ...rent, creditor: 'Mallory' }]),
    };
    const { status, body } = await postAs(server, 'web', '/connect/ciba', asked);
    expect([status, body.error]).toEqual([400, 'access_denied']);
    expect(told).toEqual([]);
  });
});

describe('consent to details', () => {
  it('is asked for though the client asks for no consent; prompt=none is refused', async () => {
    server = await detailServer(ownFrontEnd);
    const browser = new Browser();
    expect(locationOf(await signedIn(browser, detailRequest([rent]))).pathname).toBe('/consent');
    const silent = await browser.get(authorizeUrl(server, detailRequest([rent], { prompt: 'none' })));
    expect(locationOf(silent).searchParams.get('error')).toBe('consent_required');
  });

  it('is never remembered: the same details are asked about again, the scopes beside them are not', async () => {
    const clients = [{ ...detailOptions.clients[0]!, requireConsent: true }];
    server = await detailServer({ ...ownFrontEnd, clients });
    const browser = new Browser();
    const asked = await signedIn(browser, detailRequest([rent], { scope: 'orders.read' }));
    const consent = { scopes: ['orders.read'], authorizationDetails: [rent], remember: true };
    expect(locationOf(await answer(server, browser, asked, { consent })).searchParams.has('code')).toBe(true);
    const again = await browser.get(authorizeUrl(server, detailRequest([rent], { scope: 'orders.read' })));
    expect(locationOf(again).pathname).toBe('/consent');
    const { authorization_details: _, ...plain } = detailRequest([], { scope: 'orders.read' });
    const scopesAlone = await browser.get(authorizeUrl(server, plain));
    expect(locationOf(scopesAlone).searchParams.has('code')).toBe(true);
  });

  it('shows a front end what is asked for, and takes what the person made of it (RFC 9396 §7.1)', async () => {
    server = await detailServer(ownFrontEnd);
    const browser = new Browser();
    const asked = await signedIn(browser, detailRequest([balances, rent]));
    expect((await detailsOf(browser, asked)).authorizationDetails).toEqual([balances, rent]);
    const enriched = { type: 'accounts', actions: ['list'], ibans: ['DE02'] };
    const consent = { scopes: [], authorizationDetails: [enriched], remember: false };
    const { searchParams } = locationOf(await answer(server, browser, asked, { consent }));
    expect((await redeem(server, searchParams.get('code'))).body.authorization_details).toEqual([enriched]);
  });

  it('of a front end that does not know of details is none to them', async () => {
    server = await detailServer(ownFrontEnd);
    const browser = new Browser();
    const asked = await signedIn(browser, detailRequest([rent], { scope: 'orders.read' }));
    const consent = { scopes: ['orders.read'], remember: false };
    const { searchParams } = locationOf(await answer(server, browser, asked, { consent }));
    const { body } = await redeem(server, searchParams.get('code'));
    expect(body.scope).toBe('orders.read');
    expect(body).not.toHaveProperty('authorization_details');
  });

  it.each([
    ['another amount', [{ ...rent, amount: '901.00' }]],
    ['the same payment twice', [rent, rent]],
    ['an action that was not asked for', [{ type: 'accounts', actions: ['transactions'] }]],
    ['a type that is unknown', [{ type: 'unknown' }]],
    ['a field that its type does not know', [{ ...rent, urgent: true }]],
    ['more accounts than anybody has', [{ ...balances, ibans: ['x'.repeat(8000)] }]],
    ['no list', { type: 'payment' }],
    ['nothing at all', []],
  ])('cannot grant %s', async (_name, authorizationDetails) => {
    server = await detailServer(ownFrontEnd);
    const browser = new Browser();
    const asked = await signedIn(browser, detailRequest([balances, rent]));
    expect(await said(browser, asked, { scopes: [], authorizationDetails, remember: false })).toBe(400);
    const after = await browser.get(`${server.url}/connect/authorize/resume?interaction=${interactionOf(asked)}`);
    expect(locationOf(after).pathname).toBe('/consent');
  });

  it('is not taken over into a later request with other details', async () => {
    server = await detailServer(ownFrontEnd);
    const browser = new Browser();
    const first = await signedIn(browser, detailRequest([rent]));
    const consent = { scopes: [], authorizationDetails: [rent], remember: false };
    const second = await browser.get(authorizeUrl(server, detailRequest([{ ...rent, amount: '9000.00' }])));
    expect(await said(browser, second, consent)).toBe(400);
    expect(locationOf(await answer(server, browser, first, { consent })).searchParams.has('code')).toBe(true);
  });
});

describe('what was granted', () => {
  it('narrows each refresh by itself where the claims of the first token are kept', async () => {
    server = await detailServer();
    const first = await granted(server, [balances, rent], { client_id: 'frozen', scope: 'offline_access' });
    const narrowed = await refresh(server, first.body.refresh_token, { authorization_details: json([rent]) }, 'frozen');
    expect(decodeJwt(narrowed.body.access_token).authorization_details).toEqual([rent]);
    const whole = await refresh(server, narrowed.body.refresh_token, {}, 'frozen');
    expect(decodeJwt(whole.body.access_token).authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }, rent]);
  });

  it('ends with the type: what is left goes on, and where nothing is left the grant is over', async () => {
    const store = createMemoryStore();
    const secret = randomHandle();
    server = await detailServer({ store, secret });
    const both = await granted(server, [balances, rent], { scope: 'offline_access' });
    const alone = await granted(server, [rent], { scope: 'offline_access' });
    await server.close();
    server = await detailServer({
      store,
      secret,
      authorizationDetailTypes: detailOptions.authorizationDetailTypes.slice(1),
      clients: detailOptions.clients.map((client) => ({ ...client, allowedAuthorizationDetailTypes: ['accounts'] })),
    });
    const left = await refresh(server, both.body.refresh_token);
    expect(left.body.authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }]);
    expect((await refresh(server, left.body.refresh_token, { authorization_details: json([rent]) })).body.error).toBe(
      code,
    );
    const { status, body } = await refresh(server, alone.body.refresh_token);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it('is in tokens that come from the authorization endpoint', async () => {
    const clients = [
      {
        ...detailOptions.clients[0]!,
        allowedGrantTypes: ['authorization_code', 'implicit'],
        allowedResponseTypes: ['code token'] as const,
      },
    ];
    server = await detailServer({ ...ownFrontEnd, clients, identityResources: ['openid'] });
    const browser = new Browser();
    const asked = await signedIn(browser, detailRequest([rent], { response_type: 'code token' }));
    const consent = { scopes: [], authorizationDetails: [rent], remember: false };
    const { hash } = locationOf(await answer(server, browser, asked, { consent }));
    const token = new URLSearchParams(hash.slice(1)).get('access_token')!;
    expect(decodeJwt(token).authorization_details).toEqual([rent]);
  });

  it('is told in events by its types alone, never with what stands in it', async () => {
    const events: ServerEvent[] = [];
    server = await detailServer({ onEvent: (event) => void events.push(event) });
    await granted(server, [balances, rent, { ...rent, amount: '1.00' }], { scope: 'orders.read' });
    const told = events.flatMap((event) => ('scopes' in event ? [[event.type, event.scopes, event.detailTypes]] : []));
    expect(told).toEqual([
      ['ConsentGranted', ['orders.read'], ['accounts', 'payment']],
      ['AuthorizationIssued', ['orders.read'], ['accounts', 'payment']],
      ['TokenIssued', ['orders.read'], ['accounts', 'payment']],
    ]);
    expect(json(events)).not.toContain('Landlord');
  });

  it('cannot be said by a profile or a client claim', async () => {
    server = await detailServer({
      profileService: {
        claims: async () => ({ authorization_details: [rent] }),
        isActive: async () => true,
      },
      clients: [
        {
          ...detailOptions.clients[0]!,
          claims: [{ type: 'authorization_details', value: [rent] }],
          clientClaimsPrefix: '',
        },
      ],
    });
    const machine = await postAs(server, 'web', '/connect/token', {
      grant_type: 'client_credentials',
      scope: 'orders.read',
    });
    expect(decodeJwt(machine.body.access_token)).not.toHaveProperty('authorization_details');
    const password = { grant_type: 'password', username: 'alice', password: 'wonderland', scope: 'orders.read' };
    const { body } = await postAs(server, 'web', '/connect/token', password);
    expect(decodeJwt(body.access_token)).not.toHaveProperty('authorization_details');
  });
});

describe('a configuration', () => {
  it('is told every mistake in its types at the start', async () => {
    server = await detailServer();
    const broken = [
      { ...payment, apiResources: ['https://nowhere.example'] },
      { type: 'payment', schema: {}, check: 1 },
      { type: '', schema: payment.schema, words: payment.words, choose: () => undefined },
      'payment',
    ];
    const started = detailServer({ authorizationDetailTypes: broken as never, clients: [] });
    await expect(started).rejects.toMatchObject({
      problems: [
        {
          path: 'authorizationDetailTypes[0].apiResources',
          message: '"https://nowhere.example" is not one of apiResources',
        },
        { path: 'authorizationDetailTypes[1].type', message: '"payment" is taken' },
        {
          path: 'authorizationDetailTypes[1].schema',
          message: 'must be a Standard Schema validator, such as one of zod',
        },
        { path: 'authorizationDetailTypes[1].words', message: 'must be a method: people are asked for every detail' },
        { path: 'authorizationDetailTypes[1].check', message: 'must be a method' },
        { path: 'authorizationDetailTypes[2].type', message: 'must be a string that is not empty' },
        {
          path: 'authorizationDetailTypes[2].mayGrant',
          message: 'is needed beside choose: it says what may come of a choice',
        },
        { path: 'authorizationDetailTypes[3]', message: 'must be an object' },
      ],
    });
  });

  it('is told of a client whose type is not registered', async () => {
    server = await detailServer();
    const clients = [{ ...detailOptions.clients[0]!, allowedAuthorizationDetailTypes: ['paymnet'] }];
    await expect(detailServer({ clients })).rejects.toMatchObject({
      problems: [
        {
          path: 'clients[0].allowedAuthorizationDetailTypes[0]',
          message: '"paymnet" is not registered in authorizationDetailTypes (did you mean "payment"?)',
        },
      ],
    });
  });
});
