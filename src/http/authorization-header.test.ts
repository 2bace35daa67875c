import { expect, it } from 'vitest';
import { parseAuthorizationHeader } from './authorization-header.ts';

it('splits scheme and credentials; the scheme in lower case (RFC 9110 §11.1, §11.4)', () => {
  expect(parseAuthorizationHeader('Basic YTpi')).toEqual({ scheme: 'basic', credentials: 'YTpi' });
  expect(parseAuthorizationHeader('DPoP   a.b.c')).toEqual({ scheme: 'dpop', credentials: 'a.b.c' });
});

it.each([
  '',
  ' ',
  'Basic',
  'Basic ',
  ' Basic x',
  'Basic x y',
  'Basic x,y',
  'Basic x, Basic y',
  'Bas ic x',
  '1Basic x',
])('refuses %j', (header) => {
  expect(() => parseAuthorizationHeader(header)).toThrow('client.malformed-header');
});

it('refuses a header that is too long without looking at it', () => {
  expect(() => parseAuthorizationHeader(`Bearer ${'a'.repeat(60_000)}`)).toThrow('client.malformed-header');
  expect(parseAuthorizationHeader(`Bearer ${'a'.repeat(48_000)}`).credentials).toHaveLength(48_000);
});
