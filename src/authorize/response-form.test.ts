import { describe, expect, it } from 'vitest';
import { parseResponseType } from '../model/response-type.ts';
import { responseFormFor } from './response-form.ts';

describe('response_type', () => {
  it('has no order of words (RFC 6749 §3.1.1)', () => {
    expect(parseResponseType('token code id_token')).toBe('code id_token token');
    expect(parseResponseType('code')).toBe('code');
  });

  it.each(['', 'token', 'none', 'code code', 'code foo', 'CODE', 'id_token  id_token'])('is refused: %j', (value) => {
    expect(parseResponseType(value)).toBeUndefined();
  });
});

describe('response_mode', () => {
  it.each([
    ['code', undefined, 'query', false],
    ['code', 'jwt', 'query', true],
    ['code', 'fragment', 'fragment', false],
    ['code', 'form_post.jwt', 'form_post', true],
    ['code id_token', undefined, 'fragment', false],
    ['code id_token', 'jwt', 'fragment', true],
    ['token id_token', 'form_post', 'form_post', false],
    [undefined, undefined, 'query', false],
  ] as const)('of %s as %s goes by %s, signed %s (Multiple Response Types §2.1, JARM §2.3)', (type, mode, carried, signed) => {
    expect(responseFormFor(mode, type)).toEqual({ responseMode: carried, signedResponse: signed });
  });

  it.each([
    ['code', 'smoke', 'query'],
    ['code', 'smoke.jwt', 'query'],
    ['code', '.jwt', 'query'],
    ['code id_token', 'query', 'fragment'],
    ['id_token', 'query.jwt', 'fragment'],
  ])('of %s as %s is refused by %s (RFC 9700 §4.3.2)', (type, mode, carried) => {
    const form = responseFormFor(mode, type);
    expect(form.responseMode).toBe(carried);
    expect(form.problem?.error).toBe('invalid_request');
  });
});
