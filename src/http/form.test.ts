import { expect, it } from 'vitest';
import { OAuthError } from '../errors/oauth-error.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { isForm, parseForm, parseQuery, readForm } from './form.ts';

const form = (text: string) => parseForm(new TextEncoder().encode(text));
const reasonOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof OAuthError) return error.reason;
    throw error;
  }
  return 'nothing was thrown';
};

it('decodes names and values as forms: pluses are blanks, escapes are UTF-8 (RFC 6749 App. B)', () => {
  const parameters = form('a+b=c%20d&%C3%A4=%F0%9F%92%A5&plus=1%2B1');
  expect(parameters.get('a b')).toBe('c d');
  expect(parameters.get('ä')).toBe('💥');
  expect(parameters.get('plus')).toBe('1+1');
});

it('splits at the first equals sign only', () => {
  expect(form('a=b=c').get('a')).toBe('b=c');
});

it('treats a parameter without a value as omitted (RFC 6749 §3.2)', () => {
  const parameters = form('empty=&bare&given=x');
  expect(parameters.has('empty')).toBe(false);
  expect(parameters.get('bare')).toBeUndefined();
  expect(parameters.names()).toEqual(['given']);
});

it('lets resource and audience repeat, without their empty values (RFC 8707 §2, RFC 8693 §2.1)', () => {
  const parameters = form('resource=a&resource=&resource=b&audience=c&audience=d');
  expect(parameters.getAll('resource')).toEqual(['a', 'b']);
  expect(parameters.get('resource')).toBe('a');
  expect(parameters.getAll('audience')).toEqual(['c', 'd']);
  expect(parameters.getAll('scope')).toEqual([]);
});

it('refuses every other repeat, empty ones included (RFC 6749 §3.2)', () => {
  expect(reasonOf(() => form('scope=a&scope=b'))).toBe('request.repeated-parameter');
  expect(reasonOf(() => form('scope=a&scope='))).toBe('request.repeated-parameter');
  expect(reasonOf(() => form('sc%6Fpe=a&scope=b'))).toBe('request.repeated-parameter');
});

it('refuses what is not well formed', () => {
  for (const text of ['a=%', 'a=%4', 'a=%GG', 'a=%FF', 'a=%00', 'a=\0', '%00=a']) {
    expect(reasonOf(() => form(text))).toBe('request.malformed');
  }
  expect(reasonOf(() => parseForm(new Uint8Array([0x61, 0x3d, 0x80])))).toBe('request.malformed');
});

it('counts: 100 parameters are read, 101 are too many', () => {
  const parameters = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=1`).join('&');
  expect(form(parameters(100)).names()).toHaveLength(100);
  expect(reasonOf(() => form(parameters(101)))).toBe('request.malformed');
});

it('keeps parameters with the names of object members apart from objects', () => {
  const parameters = form('__proto__=a&constructor=b&toString=c');
  expect(parameters.get('__proto__')).toBe('a');
  expect(parameters.names()).toEqual(['__proto__', 'constructor', 'toString']);
  expect(form('').has('constructor')).toBe(false);
});

it('reads what stands behind the question mark of a target', () => {
  expect(parseQuery('/connect/authorize?a=1&b=2').get('b')).toBe('2');
  expect(parseQuery('/connect/authorize?').names()).toEqual([]);
  expect(parseQuery('/connect/authorize').names()).toEqual([]);
});

it('knows the content type of forms, with and without parameters', () => {
  expect(isForm('application/x-www-form-urlencoded')).toBe(true);
  expect(isForm('APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8')).toBe(true);
  expect(isForm('application/x-www-form-urlencoded-not')).toBe(false);
  expect(isForm('application/json')).toBe(false);
  expect(isForm(undefined)).toBe(false);
});

it('asks for the body only after method and content type were checked, and for 64 KiB at the most', async () => {
  const asked: number[] = [];
  const request = (method: string, contentType: string) =>
    ({
      method,
      target: '/',
      header: () => contentType,
      body: async (maximumBytes: number) => {
        asked.push(maximumBytes);
        return new TextEncoder().encode('a=1');
      },
    }) satisfies HttpRequest;
  const type = 'application/x-www-form-urlencoded';
  await expect(readForm(request('GET', type))).rejects.toMatchObject({
    reason: 'request.method',
    headers: { allow: 'POST' },
  });
  await expect(readForm(request('POST', 'text/plain'))).rejects.toMatchObject({ reason: 'request.content-type' });
  expect(asked).toEqual([]);
  expect((await readForm(request('POST', type))).get('a')).toBe('1');
  expect(asked).toEqual([65_536]);
});
