import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../model/token-response.ts';
import { TokenResponseWriter } from './token-response-writer.ts';

const whole: TokenResponse = {
  custom: { note: 'x' },
  scope: 'openid a',
  refreshToken: 'r',
  accessTokenType: 'Bearer',
  accessTokenLifetime: 3600,
  accessToken: 'a',
  identityToken: 'i',
};

function writer() {
  const warned: string[] = [];
  return { warned, writer: new TokenResponseWriter((member) => warned.push(member)) };
}

describe('TokenResponseWriter', () => {
  it('writes the members in the contract order, whatever that of the value', () => {
    expect(writer().writer.write(whole).body).toBe(
      '{"id_token":"i","access_token":"a","expires_in":3600,"token_type":"Bearer","refresh_token":"r","scope":"openid a","note":"x"}',
    );
  });

  it('writes the authorization details after the scope (RFC 9396 §7)', () => {
    const authorizationDetails = [{ type: 'payment', amount: '1.00' }];
    expect(writer().writer.write({ authorizationDetails, scope: 'a', custom: {} }).body).toBe(
      '{"scope":"a","authorization_details":[{"type":"payment","amount":"1.00"}]}',
    );
    expect(
      writer().writer.write({
        authorizationDetails,
        refreshTokenLifetime: 5,
        custom: { authorization_details: 'x', n: 1 },
      }).body,
    ).toBe('{"authorization_details":[{"type":"payment","amount":"1.00"}],"refresh_token_expires_in":5,"n":1}');
  });

  it('writes an empty scope and a lifetime of 0, and leaves out only what is undefined', () => {
    expect(writer().writer.write({ scope: '', accessTokenLifetime: 0, accessToken: undefined, custom: {} }).body).toBe(
      '{"expires_in":0,"scope":""}',
    );
  });

  it('writes an empty object when nothing is left', () => {
    expect(writer().writer.write({ custom: {} }).body).toBe('{}');
  });

  it('keeps null, nested values and names that mean something to JavaScript', () => {
    const custom = JSON.parse('{"none":null,"deep":[{"a":[1,true]}],"__proto__":{"x":1},"toString":"y"}');
    expect(writer().writer.write({ custom }).body).toBe(
      '{"none":null,"deep":[{"a":[1,true]}],"__proto__":{"x":1},"toString":"y"}',
    );
  });

  it('escapes names and values', () => {
    expect(writer().writer.write({ custom: { 'a"b': '</script>\u2028\n' } }).body).toBe(
      '{"a\\"b":"</script>\u2028\\n"}',
    );
  });

  it('does not send custom members with the name of a standard one, and warns once of each', () => {
    const { writer: it, warned } = writer();
    const response = { ...whole, custom: { scope: 'all', id_token: 'forged', note: 'x' } };
    it.write(response);
    expect(JSON.parse(it.write(response).body)).toMatchObject({ scope: 'openid a', id_token: 'i', note: 'x' });
    expect(warned).toEqual(['scope', 'id_token']);
  });

  it('is an answer of 200 that nobody stores (RFC 6749 §5.1), with the DPoP nonce in a header (RFC 9449 §8.2)', () => {
    expect(writer().writer.write(whole)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' },
    });
    const { headers, body } = writer().writer.write({ ...whole, dpopNonce: 'n' });
    expect(headers['dpop-nonce']).toBe('n');
    expect(body).not.toContain('"n"');
  });
});
