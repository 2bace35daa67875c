import { expect } from 'vitest';
import { answerOf, postForm } from '../../support/connect.ts';
import { checkUserInfo } from '../support/checks.ts';
import { complete } from '../support/flow.ts';
import { alice } from '../support/provider.ts';
import type { Module, Modules } from './module.ts';

const claimsOf = {
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'birthdate', 'locale', 'updated_at'],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
} as const;

/** Exactly the claims of the scopes, in userinfo; in the ID token where there is no access token (OpenID Connect Core §5.4). */
const gives =
  (...scopes: readonly (keyof typeof claimsOf)[]): Module =>
  async (provider, variant) => {
    const scope = ['openid', ...scopes].join(' ');
    const { userInfo, claims } = await complete(provider, variant, provider.browser(), { scope });
    const names = Object.keys(alice) as (keyof typeof alice)[];
    const asked = new Set<string>(scopes.flatMap((one) => claimsOf[one]));
    const expected = Object.fromEntries(names.filter((name) => asked.has(name)).map((name) => [name, alice[name]]));
    const told = (from: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));
    expect(told(userInfo ?? claims)).toEqual(expected);
    if (userInfo !== undefined) expect(told(claims)).toEqual({});
  };

/** Userinfo asked in another way than by GET. */
const userInfoBy =
  (ask: (endpoint: string, accessToken: string) => Promise<Response>): Module =>
  async (provider, variant) => {
    const { accessToken, claims } = await complete(provider, variant, provider.browser());
    const response = await ask(provider.metadata.userinfo_endpoint, accessToken!);
    checkUserInfo(await answerOf(response), claims.sub!);
  };

const bearer = (accessToken: string) => ({ authorization: `Bearer ${accessToken}` });

/** Modules that are about what the server tells of the person. */
export const claimModules: Modules = {
  'oidcc-scope-profile': gives('profile'),
  'oidcc-scope-email': gives('email'),
  'oidcc-scope-address': gives('address'),
  'oidcc-scope-phone': gives('phone'),
  'oidcc-scope-all': gives('profile', 'email', 'address', 'phone'),

  'oidcc-claims-essential': async (provider, variant) => {
    const where = variant.responseType === 'id_token' ? 'id_token' : 'userinfo';
    const wish = JSON.stringify({ [where]: { name: { essential: true } } });
    const { userInfo, claims } = await complete(provider, variant, provider.browser(), { claims: wish });
    expect((userInfo ?? claims).name).toBe('Alice Smith');
  },
};

export const userInfoModules: Modules = {
  'oidcc-userinfo-get': userInfoBy((endpoint, token) => fetch(endpoint, { headers: bearer(token) })),
  'oidcc-userinfo-post-header': userInfoBy((endpoint, token) =>
    fetch(endpoint, { method: 'POST', headers: bearer(token) }),
  ),
  'oidcc-userinfo-post-body': async (provider, variant) => {
    const { accessToken, claims } = await complete(provider, variant, provider.browser());
    const answer = await postForm(provider.metadata.userinfo_endpoint, { access_token: accessToken });
    checkUserInfo(answer, claims.sub!);
  },
};
