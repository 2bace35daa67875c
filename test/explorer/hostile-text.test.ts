import { expect, it, onTestFinished } from 'vitest';
import { explainToken } from '../../src/explorer/explanation/explain-token.ts';
import { renderExplain } from '../../src/explorer/views/explain-view.ts';
import { renderTripList } from '../../src/explorer/views/trip-list-view.ts';
import { tripQueryOf } from '../../src/explorer/views/trip-query.ts';
import { renderTrip } from '../../src/explorer/views/trip-view.ts';
import { TokenResponseGenerator } from '../../src/index.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';

const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
const frame = { links: { trips: '/trips', explain: '/explain' }, formatTime: (at: number) => `at ${at}` };

class Hostile extends TokenResponseGenerator {
  override async process(...parameters: Parameters<TokenResponseGenerator['process']>) {
    const response = await super.process(...parameters);
    return { ...response, custom: { [hostile]: hostile } };
  }
}

async function start(): Promise<TestServer> {
  const server = await createTestServer({
    apiScopes: [{ name: 'read' }],
    clients: [
      {
        clientId: hostile,
        clientName: hostile,
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['read'],
        claims: [{ type: hostile, value: hostile }],
      },
    ],
    services: { tokenResponseGenerator: (services) => new Hostile(services) },
  });
  onTestFinished(() => server.close());
  return server;
}

/** That nothing hostile is markup; the text itself may be there. */
function expectText(page: string): void {
  expect(page).not.toMatch(/<(?:img|script)/i);
  // Within quotation marks it is text as well: one that got out of them would be left over.
  expect(page.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]* onerror=/i);
}

it('shows hostile client ids, names, parameters, error details, claims and members as text (stored XSS)', async () => {
  const server = await start();
  const { trips } = server.server.services;
  const token = async (parameters: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams({
      client_id: hostile,
      client_secret: 'secret',
      grant_type: 'client_credentials',
      ...parameters,
    });
    return fetch(`${server.url}/connect/token`, { method: 'POST', body });
  };
  const answer = await token({ scope: 'read', [hostile]: hostile });
  expect(answer.status).toBe(200);
  const { access_token: accessToken } = (await answer.json()) as { access_token: string };
  await token({ scope: hostile, resource: `https://a.example/${hostile}` });
  await token({ grant_type: hostile });
  await fetch(`${server.url}/${encodeURIComponent(hostile)}/<script>`);
  await fetch(
    `${server.url}/connect/authorize?client_id=${encodeURIComponent(hostile)}&redirect_uri=${encodeURIComponent(`https://${hostile}`)}`,
  );
  const page = trips.list();
  expect(page.items.length).toBe(5);
  expectText(
    String(
      await renderTripList({
        ...frame,
        page,
        query: tripQueryOf(new URLSearchParams({ clientId: hostile, path: hostile })),
        on: true,
      }),
    ),
  );
  for (const trip of page.items) expectText(String(await renderTrip({ ...frame, trip })));
  const shown = String(await renderTrip({ ...frame, trip: page.items.at(-1) }));
  expect(shown).toContain('&quot;&gt;&lt;img src=x');
  const explanation = await explainToken(server.server.services, accessToken, server.clock.now());
  const explained = String(await renderExplain({ ...frame, explanation, hiddenFields: { csrf: hostile } }));
  expectText(explained);
  expect(explained).toContain('&lt;script&gt;alert(2)');
  const foreign = `${Buffer.from(JSON.stringify({ alg: hostile, [hostile]: 1 })).toString('base64url')}.${Buffer.from(JSON.stringify({ iss: hostile, [hostile]: { [hostile]: hostile } })).toString('base64url')}.x`;
  expectText(
    String(await renderExplain({ ...frame, explanation: await explainToken(server.server.services, foreign, 0) })),
  );
});

it.each([
  ['limit=abc&since=-1&outcome=lost&after=', {}],
  ['limit=5&since=100&outcome=refused&after=7', { limit: 5, since: 100, outcome: 'refused', after: '7' }],
  ['minutes=2', { since: 880 }],
  [`clientId=${'x'.repeat(300)}&path=%20`, {}],
])('reads a query and leaves out what is malformed: %s', (text, expected) => {
  const query = tripQueryOf(new URLSearchParams(text), 1000);
  expect(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))).toEqual(expected);
});
