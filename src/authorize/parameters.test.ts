import { describe, expect, it } from 'vitest';
import type { Client } from '../model/client.ts';
import { formParameters } from '../model/form-parameters.ts';
import { acceptedValues, parseClaimsParameter } from './claims-parameter.ts';
import { codeChallengeFor } from './code-challenge.ts';
import { parseDisplay, parseLocales, parseMaxAge, parsePrompts } from './openid-parameters.ts';

describe('claims (OpenID Connect Core §5.5)', () => {
  it('keeps essential, value and values, and ignores unknown members', () => {
    const text =
      '{"userinfo":{"email":{"essential":true,"purpose":"x"},"name":null},"id_token":{"acr":{"values":["a","b"]},"sub":{"value":"1"}},"x":1}';
    expect(parseClaimsParameter(text)).toEqual({
      userinfo: { email: { essential: true }, name: null },
      idToken: { acr: { values: ['a', 'b'] }, sub: { value: '1' } },
    });
  });

  it.each([
    '',
    '[]',
    'null',
    '"x"',
    '{"userinfo":[]}',
    '{"userinfo":{"name":true}}',
    '{"id_token":{"acr":{"values":"a"}}}',
    '{"id_token":{"acr":{"essential":"yes"}}}',
    `{"userinfo":{${Array.from({ length: 51 }, (_, index) => `"c${index}":null`).join(',')}}}`,
  ])('refuses %.60s', (text) => {
    expect(() => parseClaimsParameter(text)).toThrow('authorize.claims');
  });

  it('never changes a prototype', () => {
    const parsed = parseClaimsParameter('{"userinfo":{"__proto__":{"essential":true},"name":null}}');
    expect(Object.keys(parsed!.userinfo)).toEqual(['name']);
    expect(Object.getPrototypeOf(parsed!.userinfo)).toBe(Object.prototype);
  });

  it('accepts any value where none is named', () => {
    expect(acceptedValues(null)).toBeUndefined();
    expect(acceptedValues({ essential: true })).toBeUndefined();
    expect(acceptedValues({ value: 'a', values: ['b'] })).toEqual(['a']);
  });
});

describe('code_challenge (RFC 7636 §4.3)', () => {
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const strict = { requirePkce: true, allowPlainTextPkce: false } as Client;
  const lax = { requirePkce: false, allowPlainTextPkce: true } as Client;
  const given = (code_challenge?: string, code_challenge_method?: string) =>
    formParameters({ code_challenge, code_challenge_method });

  it('is S256 unless the client may use plain', () => {
    expect(codeChallengeFor(given(challenge, 'S256'), strict).codeChallengeMethod).toBe('S256');
    expect(codeChallengeFor(given(challenge), lax).codeChallengeMethod).toBe('plain');
    expect(() => codeChallengeFor(given(challenge), strict)).toThrow('authorize.pkce-method');
    expect(() => codeChallengeFor(given(challenge, 'plain'), strict)).toThrow('authorize.pkce-method');
    expect(() => codeChallengeFor(given(challenge, 's256'), lax)).toThrow('authorize.pkce-method');
  });

  it('may be missing only where the client need not have one, and never beside a method (RFC 9700 §4.8)', () => {
    expect(codeChallengeFor(given(), lax)).toEqual({});
    expect(() => codeChallengeFor(given(), strict)).toThrow('authorize.pkce-required');
    expect(() => codeChallengeFor(given(undefined, 'S256'), lax)).toThrow('authorize.pkce-required');
  });

  it.each([`${challenge}A`, challenge.slice(1), `${challenge.slice(1)}=`])('is a SHA-256 for S256: not %s', (value) => {
    expect(() => codeChallengeFor(given(value, 'S256'), strict)).toThrow('authorize.code-challenge');
  });
});

describe('prompt, max_age, display, ui_locales (OpenID Connect Core §3.1.2.1)', () => {
  it('takes prompt as a set, with none alone', () => {
    expect(parsePrompts(undefined)).toEqual([]);
    expect(parsePrompts('login  consent login')).toEqual(['login', 'consent']);
    expect(() => parsePrompts('none login')).toThrow('authorize.prompt');
    expect(() => parsePrompts('create')).toThrow('authorize.prompt');
  });

  it('takes whole seconds for max_age', () => {
    expect(parseMaxAge('0')).toBe(0);
    expect(parseMaxAge('15000')).toBe(15_000);
    for (const bad of ['-1', '1.5', '1e3', ' 1', '99999999999', 'x']) {
      expect(() => parseMaxAge(bad)).toThrow('request.invalid-parameter');
    }
  });

  it('ignores wishes that it does not understand', () => {
    expect(parseDisplay('popup')).toBe('popup');
    expect(parseDisplay('hologram')).toBeUndefined();
    expect(parseLocales('de-CH <b> en')).toEqual(['de-CH', 'en']);
  });
});
