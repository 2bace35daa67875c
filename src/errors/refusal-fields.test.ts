import { expect, it } from 'vitest';
import { shownFields } from './refusal-fields.ts';

it('shows what looks as it should, as it is', () => {
  const fields = {
    clientId: 'shop 1',
    scope: 'orders.read',
    grantType: 'urn:ietf:params:oauth:grant-type:device_code',
  };
  expect(shownFields(fields)).toEqual(fields);
});

it('says that something was not sent', () => {
  expect(shownFields({ redirectUri: undefined })).toEqual({ redirectUri: '(none)' });
});

it.each([
  ['https://app.test/cb?code=abc&state=x', 'https://app.test/cb?code=…&state=…'],
  ['https://app.test/cb?abc', 'https://app.test/cb?…'],
  ['https://app.test/cb#access_token=abc', 'https://app.test/cb#…'],
  ['https://alice:secret@app.test/cb', 'https://…@app.test/cb'],
  ['com.example.app:/cb', 'com.example.app:/cb'],
])('shows of the address %s only %s', (sent, shown) => {
  expect(shownFields({ redirectUri: sent })).toEqual({ redirectUri: shown });
});

it.each([
  ['redirectUri', 'https://app.test/a b', '(malformed, 20 characters)'],
  ['redirectUri', 'https://app.test/\n2026 forged line', '(malformed, 34 characters)'],
  ['clientId', 'caf\u00e9', '(malformed, 4 characters)'],
  ['grantType', 'a secret, sent in the wrong place', '(malformed, 33 characters)'],
  ['grantType', 'Zm9vYmFyYmF6cXV4', '(malformed, 16 characters)'],
  ['scope', 'a"b', '(malformed, 3 characters)'],
  ['parameter', '<script>', '(malformed, 8 characters)'],
] as const)('does not repeat a %s that is none', (name, sent, shown) => {
  expect(shownFields({ [name]: sent })).toEqual({ [name]: shown });
});

it('shows 256 characters at most', () => {
  expect(shownFields({ clientId: 'a'.repeat(256) })).toEqual({ clientId: 'a'.repeat(256) });
  expect(shownFields({ clientId: 'a'.repeat(257) })).toEqual({ clientId: `${'a'.repeat(256)}…` });
  expect(shownFields({ scope: 'a'.repeat(60_000) })).toEqual({ scope: `${'a'.repeat(256)}…` });
});
