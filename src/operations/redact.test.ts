import { expect, it } from 'vitest';
import { lastFour, redact } from './redact.ts';

it('hides the values of secret names in any spelling and depth', () => {
  expect(
    redact({
      client_secret: 'x',
      clientSecret: 'x',
      password: 'x',
      refresh_token: 'x',
      accessToken: 'x',
      code: 'x',
      device_code: 'x',
      client_assertion: 'x',
      authorization: 'x',
      headers: { 'set-cookie': ['x'], Cookie: 'x' },
      list: [{ code_verifier: 'x' }],
    }),
  ).toEqual({
    client_secret: '[redacted]',
    clientSecret: '[redacted]',
    password: '[redacted]',
    refresh_token: '[redacted]',
    accessToken: '[redacted]',
    code: '[redacted]',
    device_code: '[redacted]',
    client_assertion: '[redacted]',
    authorization: '[redacted]',
    headers: { 'set-cookie': '[redacted]', Cookie: '[redacted]' },
    list: [{ code_verifier: '[redacted]' }],
  });
});

it('shows what is no secret: ids, numbers, status codes, the last four characters of a token', () => {
  const fields = {
    clientId: 'a',
    statusCode: 200,
    grantType: 'authorization_code',
    accessToken: '…abcd',
    clientSecrets: 2,
  };
  expect(redact(fields)).toEqual(fields);
});

it('ends at objects that hold themselves', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(JSON.stringify(redact(loop))).toContain('[too deep]');
});

it('shows four characters of a long token and none of a short one', () => {
  expect(lastFour('abcdefghijklmnopqrst')).toBe('…qrst');
  expect(lastFour('abcdefgh')).toBe('…');
});

it('hides lists of secrets, and handles and hints that are as good as a token', () => {
  const fields = {
    secrets: ['x'],
    clientSecrets: [{ value: 'x' }],
    tokens: { first: 'x' },
    cookies: ['x'],
    passwordHash: 'x',
    auth_req_id: 'x',
    requestUri: 'x',
    request_uri: 'x',
    id_token_hint: 'x',
    idTokenHint: 'x',
    authenticationRequestId: 'x',
  };
  expect(redact(fields)).toEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, '[redacted]'])));
});
