import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { authorizeServer, redeem, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

const acr = 'urn:example:acr:password';
let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({ passwordAcr: acr });
});
afterAll(() => server.close());

const essential = (value: string) => JSON.stringify({ id_token: { acr: { essential: true, values: [value] } } });

describe('a server whose sign-in by password has an acr', () => {
  it('announces it (OpenID Connect Discovery 1.0 §3)', async () => {
    const metadata = (await (await fetch(`${server.url}/.well-known/openid-configuration`)).json()) as object;
    expect(metadata).toMatchObject({ acr_values_supported: [acr] });
  });

  it.each([
    ['nobody asks', {}],
    ['acr_values asks for it', { acr_values: acr }],
    ['the claims parameter demands it', { claims: essential(acr) }],
  ])('says it in the ID token when %s (OpenID Connect Core §2, §5.5.1.1)', async (_name, changes) => {
    const code = locationOf(await signIn(server, new Browser(), changes)).searchParams.get('code')!;
    const tokens = (await (await redeem(server, code)).json()) as { readonly id_token: string };
    expect(decodeJwt(tokens.id_token).acr).toBe(acr);
  });

  it('refuses who demands another one (OpenID Connect Core §5.5.1.1)', async () => {
    const refused = locationOf(await signIn(server, new Browser(), { claims: essential('urn:example:acr:token') }));
    expect(refused.searchParams.get('error')).toBe('unmet_authentication_requirements');
  });
});
