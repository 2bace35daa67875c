import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { writtenSchema } from '../../src/config/schema.ts';
import { definitionOf, unwrap } from '../../src/config/schema-shape.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { challenge, verifier } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

const apiSecret = 'the secret of the API, which it asks with';
/** SHA-256 of `the hashed secret of the client, or so`. */
const hashedSecret = 'the hashed secret of the client, or so';
const hashed = Buffer.from(
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(hashedSecret))),
).toString('base64url');
/** Of `bertha's password`. */
const passwordHash = '$argon2id$v=19$m=8,t=1,p=1$J9TWm9ZlTt2nl6mWHbqg8A$noAy0PS87gUlB23CLhbiUQy41q5pnbXPpbpKswgDj+M';

const everything = ['openid', 'staff', 'orders'];

/** Every text of it can be told from all others; what is seen of them afterwards can have come from nowhere else. */
const marked = {
  locales: ['de', 'en'],
  timeZone: 'Asia/Tokyo',
  passwordAcr: 'urn:acr:by-password',
  acrValues: ['urn:acr:by-front-end'],
  customAuthorizeParameters: ['tenant_hint'],
  identityResources: [
    'openid',
    { name: 'staff', displayName: 'Ausweis', description: 'Was darauf steht', userClaims: ['badge_number'] },
  ],
  apiScopes: [
    { name: 'orders', displayName: 'Bestellungen', description: 'Alle ansehen', userClaims: ['customer_tier'] },
  ],
  apiResources: [
    {
      name: 'https://api.guard.test',
      displayName: 'Bestellwesen',
      scopes: ['orders'],
      userClaims: ['sales_region'],
      apiSecrets: [{ value: apiSecret }],
    },
  ],
  users: [
    {
      subject: 'subject-of-alice',
      username: 'alice.guard',
      password: 'the password of alice',
      claims: { badge_number: 'B-4711', customer_tier: 'gold', sales_region: 'emea', name: 'Alice Guard' },
    },
    { subject: 'subject-of-bertha', username: 'bertha.guard', passwordHash },
  ],
  clients: [
    {
      clientId: 'guarded-app',
      clientName: 'Guarded App',
      clientUri: 'https://app.guard.test/about',
      logoUri: 'https://app.guard.test/logo.png',
      policyUri: 'https://app.guard.test/privacy',
      tosUri: 'https://app.guard.test/terms',
      clientSecrets: [{ value: 'the plain secret of the client' }, { sha256: hashed }],
      allowedGrantTypes: ['authorization_code', 'password', 'client_credentials'],
      allowedScopes: everything,
      redirectUris: ['https://app.guard.test/callback'],
      allowedCorsOrigins: ['https://spa.guard.test'],
      requireConsent: true,
      claims: [{ type: 'department', value: 'logistics' }],
      clientClaimsPrefix: 'about_client_',
    },
    {
      clientId: 'pairwise-app',
      clientSecrets: [{ value: 'the plain secret of the client' }],
      allowedGrantTypes: ['password'],
      allowedScopes: ['orders'],
      pairwiseSubjectSalt: 'salt of the pairwise app',
    },
    {
      clientId: 'editor',
      requireClientSecret: false,
      allowedGrantTypes: ['authorization_code'],
      allowedScopes: ['openid'],
      redirectUris: ['guardedit://callback'],
      privateUseSchemes: ['guardedit'],
    },
  ],
  pages: {
    name: 'Guard ID',
    logoUri: 'https://static.guard.test/logo.svg',
    iconUri: 'https://static.guard.test/icon.svg',
    stylesheet: 'https://static.guard.test/theme.css',
    formActionSources: ['https://onward.guard.test'],
  },
} as const;

/** Where the mark of a setting is to be seen: a part of what was answered. */
const seen: Readonly<Record<string, string>> = {
  'identityResources[].name': '"scopes_supported":["openid","staff"',
  'identityResources[].displayName': 'Ausweis',
  'identityResources[].description': 'Was darauf steht',
  'identityResources[].userClaims[]': '"badge_number":"B-4711"',
  'apiScopes[].name': '"scope":"orders"',
  'apiScopes[].displayName': 'Bestellungen',
  'apiScopes[].description': 'Alle ansehen',
  'apiScopes[].userClaims[]': '"customer_tier":"gold"',
  'apiResources[].name': '"aud":"https://api.guard.test"',
  'apiResources[].displayName': 'Bestellwesen',
  'apiResources[].userClaims[]': '"sales_region":"emea"',
  'apiResources[].scopes[]': '"aud":"https://api.guard.test"',
  'apiResources[].apiSecrets[].value': '"active":true',
  'clients[].clientId': '"client_id":"guarded-app"',
  'clients[].clientName': 'Guarded App',
  'clients[].clientUri': 'https://app.guard.test/about',
  'clients[].logoUri': 'https://app.guard.test/logo.png',
  'clients[].policyUri': 'https://app.guard.test/privacy',
  'clients[].tosUri': 'https://app.guard.test/terms',
  'clients[].clientSecrets[].value': 'client credentials by value: 200',
  'clients[].clientSecrets[].sha256': 'client credentials by sha256: 200',
  'clients[].allowedGrantTypes[]': 'client credentials by value: 200',
  'clients[].allowedScopes[]': '"scope":"orders"',
  'clients[].redirectUris[]': 'location: https://app.guard.test/callback?',
  'clients[].privateUseSchemes[]': 'location: guardedit://callback?',
  'clients[].allowedCorsOrigins[]': 'access-control-allow-origin: https://spa.guard.test',
  'clients[].claims[].type': '"about_client_department":"logistics"',
  'clients[].clientClaimsPrefix': '"about_client_department":"logistics"',
  'users[].subject': '"sub":"subject-of-alice"',
  'users[].username': 'password of alice.guard: 200',
  'users[].password': 'password of alice.guard: 200',
  'users[].passwordHash': 'password of bertha.guard: 200',
  'externalProviders[].id': 'name="provider" value="partner"',
  'externalProviders[].displayName': 'Partner von Guard',
  'externalProviders[].issuer': '/partner/connect/authorize?',
  'externalProviders[].clientId': 'client_id=guard-at-partner',
  'externalProviders[].scopes[]': 'scope=openid+partner_scope',
  'acrValues[]': '"urn:acr:by-front-end"',
  passwordAcr: '"acr":"urn:acr:by-password"',
  'locales[]': '<html lang="de"',
  'pages.name': '<span dir="auto">Guard ID</span>',
  'pages.logoUri': 'src="https://static.guard.test/logo.svg"',
  'pages.iconUri': 'href="https://static.guard.test/icon.svg"',
  'pages.stylesheet': 'href="https://static.guard.test/theme.css"',
  'pages.formActionSources[]': ' https://onward.guard.test;',
};

/** Where the use of a setting is tested by itself, since it takes more than requests of this server. */
const tested: Readonly<Record<string, string>> = {
  issuer: 'test/http/discovery.test.ts',
  'listen.host': 'test/cli/development-host.test.ts',
  'admin.url': 'test/console/sign-in.test.ts',
  'admin.console.subjects[]': 'test/console/sign-in.test.ts',
  'admin.console.claim.name': 'test/console/sign-in.test.ts',
  'admin.console.claim.value': 'test/console/sign-in.test.ts',
  'listen.tls.certificate': 'test/http/tls.test.ts',
  'listen.tls.key': 'test/http/tls.test.ts',
  'storage.path': 'test/cli/first-hours.test.ts',
  'storage.url': 'src/config/verdicts.test.ts',
  secret: 'test/cli/failures.test.ts',
  'secret[]': 'src/keys/key-ring.test.ts',
  'apiResources[].apiSecrets[].sha256': 'src/clients/secret.test.ts',
  'clients[].jwksUri': 'test/http/client-assertion.test.ts',
  'clients[].tlsClientAuth.subjectDn': 'test/http/client-certificate.test.ts',
  'clients[].tlsClientAuth.sanDns': 'test/http/client-certificate.test.ts',
  'clients[].tlsClientAuth.sanUri': 'test/http/client-certificate.test.ts',
  'clients[].tlsClientAuth.sanIp': 'test/http/client-certificate.test.ts',
  'clients[].tlsClientAuth.sanEmail': 'test/http/client-certificate.test.ts',
  'clients[].postLogoutRedirectUris[]': 'test/http/logout.test.ts',
  'clients[].defaultAcrValues[]': 'test/http/step-up.test.ts',
  'clients[].frontChannelLogoutUri': 'test/conformance/frontchannel.test.ts',
  'clients[].backChannelLogoutUri': 'test/http/logout.test.ts',
  'clients[].backChannelClientNotificationUri': 'test/http/ciba.test.ts',
  'clients[].pairwiseSubjectSalt': 'test/http/userinfo.test.ts',
  'clients[].properties{}': 'test/extensibility/custom-request-validators.test.ts',
  'clients[].allowedAuthorizationDetailTypes[]': 'test/support/authorization-details.ts',
  'clients[].tokenExchange.audiences[]': 'test/support/exchange.ts',
  'clients[].tokenExchange.audiences[].issuer': 'test/conformance/id-jag.test.ts',
  'clients[].tokenExchange.audiences[].clientId': 'test/conformance/id-jag.test.ts',
  'clients[].tokenExchange.audiences[].scopes[]': 'test/conformance/id-jag.test.ts',
  'clients[].tokenExchange.audiences[].resources[]': 'test/conformance/id-jag.test.ts',
  'clients[].tokenExchange.audiences[].claims[]': 'test/conformance/id-jag.test.ts',
  'clients[].tokenExchange.audiences[].relyingParty': 'test/conformance/id-jag.test.ts',
  'clients[].tokenExchange.actors[]': 'test/http/token-exchange.test.ts',
  'clients[].tokenExchange.actors[].issuer': 'test/conformance/id-jag.test.ts',
  'clients[].tokenExchange.actors[].subject': 'test/support/exchange.ts',
  'clients[].tokenExchange.apis[]': 'test/support/exchange.ts',
  'clients[].clientAssertion.issuer': 'test/http/federated-client.test.ts',
  'clients[].clientAssertion.subject': 'test/http/federated-client.test.ts',
  'clients[].clientAssertion.audience': 'test/http/federated-client.test.ts',
  'clientRegistration.scopes[]': 'test/http/client-registration.test.ts',
  'clientRegistration.authorizationDetailTypes[]': 'test/support/authorization-details.ts',
  'clientRegistration.privateUseSchemes[]': 'src/clients/metadata/client-from-metadata.test.ts',
  'clientRegistration.softwareStatementIssuers[].issuer': 'test/http/client-registration-trust.test.ts',
  'clientRegistration.softwareStatementIssuers[].jwksUri': 'test/http/client-registration-trust.test.ts',
  'clientIdMetadataDocuments.authorizationDetailTypes[]': 'test/support/authorization-details.ts',
  'clientIdMetadataDocuments.hosts[]': 'test/http/hostile-client-documents.test.ts',
  'clientIdMetadataDocuments.scopes[]': 'test/http/client-documents.test.ts',
  'clientIdMetadataDocuments.privateUseSchemes[]': 'src/clients/metadata/client-from-metadata.test.ts',
  'externalProviders[].acrValues[]': 'test/http/external-sign-in.test.ts',
  'trustedIssuers[].issuer': 'test/conformance/jwt-bearer.test.ts',
  'trustedIssuers[].jwksUri': 'test/http/discovery-members.test.ts',
  'trustedIssuers[].audience': 'test/conformance/jwt-bearer.test.ts',
  'trustedIssuers[].audience[]': 'test/conformance/jwt-bearer.test.ts',
  'trustedIssuers[].allowedClients[]': 'test/conformance/jwt-bearer.test.ts',
  'trustedIssuers[].allowedScopes[]': 'test/conformance/jwt-bearer.test.ts',
  'clientCertificateAuthorities[]': 'test/http/client-certificate.test.ts',
  'mutualTls.baseUrl': 'test/http/discovery-members.test.ts',
  'externalProviders[].clientSecret': 'test/http/external-sign-in.test.ts',
  'externalProviders[].claims[]': 'test/http/external-sign-in.test.ts',
  'customAuthorizeParameters[]': 'test/http/custom-parameters.test.ts',
  timeZone: 'test/pages/signed-in-already.test.ts',
};

/** Strings whose use cannot be seen in this way, and why. */
const notes: Readonly<Record<string, string>> = {
  'apiResources[].description': 'for the reader of the configuration: pages show its name',
  'apiResources[].apiSecrets[].description': 'for the reader of the configuration',
  'clients[].clientSecrets[].description': 'for the reader of the configuration',
  'listen.tls.clientAuthorities': 'goes to node:tls, which names them to clients in the handshake',
};

/** Settings that are free text; those of which one is chosen are named by the code that reads them. */
function stringsOf(schema: z.ZodType, path = ''): readonly string[] {
  const inner = unwrap(schema);
  const { type, shape, element, valueType, options } = definitionOf(inner);
  if (type === 'string') return [path];
  if (shape !== undefined) {
    return Object.entries(shape).flatMap(([name, member]) => stringsOf(member, path === '' ? name : `${path}.${name}`));
  }
  if (element !== undefined) return stringsOf(element, `${path}[]`);
  if (valueType !== undefined) return stringsOf(valueType, `${path}{}`);
  return (options ?? []).flatMap((option) => stringsOf(option, path));
}

let partner: TestServer;
let server: TestServer;
let transcript = '';

async function note(asked: string, response: Response): Promise<string> {
  const text = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  transcript += `\n--- ${asked}: ${response.status}\n${headers}\n\n${text}\n`;
  for (const [, jwt = ''] of text.matchAll(/"(eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+)"/g)) {
    transcript += `${JSON.stringify(decodeJwt(jwt))}\n`;
  }
  return text;
}

const basic = (secret: string) => ({ authorization: `Basic ${btoa(`guarded-app:${encodeURIComponent(secret)}`)}` });
const token = (form: Record<string, string>, secret = 'the plain secret of the client') =>
  fetch(`${server.url}/connect/token`, { method: 'POST', headers: basic(secret), body: new URLSearchParams(form) });

function authorizeQuery(clientId: string, redirectUri: string, more: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: clientId === 'editor' ? 'openid' : everything.join(' '),
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  });
}

/** Signs in on the pages, allows what is asked, redeems the code; notes whatever comes back. */
async function signIn(): Promise<void> {
  const browser = new Browser();
  const start = `${server.url}/connect/authorize?${authorizeQuery('guarded-app', 'https://app.guard.test/callback')}`;
  const login = locationOf(await browser.get(start)).href;
  const loginPage = await note('sign-in page', await browser.get(login));
  const interaction = new URL(login).searchParams.get('interaction');
  const external = await browser.get(`${server.url}/external/partner/start?interaction=${interaction}`);
  await note('external sign-in', external);
  const form = formsOf(loginPage)[0]!;
  const fields = { ...form.fields, username: 'alice.guard', password: 'the password of alice' };
  let next = await browser.post(new URL(form.action, login).href, fields);
  for (let step = 0; step < 6 && next.status === 303; step += 1) {
    await note(`step ${step}`, next.clone());
    const location = locationOf(next);
    if (location.host === 'app.guard.test') break;
    next = await browser.get(location.href);
  }
  if (next.status === 200) {
    const page = await note('consent page', next);
    const consent = formsOf(page)[0]!;
    const ticked = new URLSearchParams(consent.fields);
    ticked.set('decision', 'allow');
    next = await browser.post(new URL(consent.action, server.url).href, ticked);
    for (let step = 0; step < 4 && next.status === 303 && locationOf(next).host !== 'app.guard.test'; step += 1) {
      next = await browser.get(locationOf(next).href);
    }
  }
  await note('callback', next.clone());
  const code = locationOf(next).searchParams.get('code') ?? '';
  const redeemed = await token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: 'https://app.guard.test/callback',
    code_verifier: verifier,
  });
  const text = await note('redeemed', redeemed);
  const { access_token: accessToken } = JSON.parse(text);
  const headers = { authorization: `Bearer ${accessToken}` };
  await note('userinfo', await fetch(`${server.url}/connect/userinfo`, { headers }));
  const introspection = await fetch(`${server.url}/connect/introspect`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${encodeURIComponent('https://api.guard.test')}:${encodeURIComponent(apiSecret)}`)}`,
    },
    body: new URLSearchParams({ token: accessToken }),
  });
  await note('introspection', introspection);
}

beforeAll(async () => {
  partner = await createTestServer({ path: '/partner' });
  server = await createTestServer({
    ...marked,
    path: '/tenant',
    externalProviders: [
      {
        id: 'partner',
        displayName: 'Partner von Guard',
        issuer: partner.url,
        clientId: 'guard-at-partner',
        clientSecret: 'secret',
        scopes: ['openid', 'partner_scope'],
        allowPrivateAddresses: true,
      },
    ],
  });
  await note('discovery', await fetch(`${server.url}/.well-known/openid-configuration`));
  await note('client credentials by value', await token({ grant_type: 'client_credentials', scope: 'orders' }));
  await note('client credentials by sha256', await token({ grant_type: 'client_credentials' }, hashedSecret));
  for (const [username, password] of [
    ['alice.guard', 'the password of alice'],
    ['bertha.guard', 'alice'],
  ] as const) {
    await note(
      `password of ${username}`,
      await token({ grant_type: 'password', username, password, scope: everything.join(' ') }),
    );
  }
  const preflight = { origin: 'https://spa.guard.test', 'access-control-request-method': 'POST' };
  await note('preflight', await fetch(`${server.url}/connect/token`, { method: 'OPTIONS', headers: preflight }));
  const editor = authorizeQuery('editor', 'guardedit://callback', { prompt: 'none' });
  await note('editor', await fetch(`${server.url}/connect/authorize?${editor}`, { redirect: 'manual' }));
  await signIn();
});
afterAll(async () => {
  await server.close();
  await partner.close();
});

describe('each text of a configuration reaches its use', () => {
  it('in what is answered', () => {
    const missing = Object.entries(seen).filter(([, mark]) => !transcript.includes(mark));
    expect(missing, transcript).toEqual([]);
  });

  it('or in a test of its own, which names it', () => {
    const missing = Object.entries(tested).filter(([path, file]) => {
      const name = path
        .replace(/[[\]{}]/g, '')
        .split('.')
        .at(-1)!;
      const where = join(import.meta.dirname, '../..', file);
      return !existsSync(where) || !readFileSync(where, 'utf8').includes(name);
    });
    expect(missing).toEqual([]);
  });

  it('or stands here with the reason why it has none: a new setting has to be listed', () => {
    const listed = new Set([...Object.keys(seen), ...Object.keys(tested), ...Object.keys(notes)]);
    const known = new Set(stringsOf(writtenSchema));
    expect([...known].filter((path) => !listed.has(path))).toEqual([]);
    expect([...listed].filter((path) => !known.has(path))).toEqual([]);
  });
});
