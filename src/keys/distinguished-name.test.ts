import { expect, it } from 'vitest';
import { canonicalName, canonicalNameOfLines } from './distinguished-name.ts';

it.each([
  ['CN=worker,O=Example,C=DE', 'C=DE\nO=Example\nCN=worker'],
  ['cn=worker, o=Example , C=DE', 'C=DE\nO=Example\nCN=worker'],
  ['2.5.4.3=worker', 'CN=worker'],
  ['CN=a\\, b \\+ c', 'CN=a\\, b \\+ c'],
  ['CN=a\\,,O=b\\+', 'O=b\\+\nCN=a\\,'],
  ['CN=S\\C3\\B6hne', 'CN=Söhne'],
  ['CN=\\ worker\\ ', 'CN=\\ worker\\ '],
  ['CN=two\\0Alines', 'CN=two\\0Alines'],
  ['UID=7+CN=worker', 'CN=worker + UID=7'],
  ['E=a@example.com', 'emailAddress=a@example.com'],
  ['CN=a\\=b=c', 'CN=a=b=c'],
])('takes %j for what OpenSSL prints as %j (RFC 4514 §2)', (name, lines) => {
  expect(canonicalName(name)).toBeDefined();
  expect(canonicalNameOfLines(lines)).toBe(canonicalName(name));
});

it.each([
  ['CN=worker,O=Example', 'CN=worker\nO=Example'],
  ['CN=worker', 'CN=Worker'],
  ['CN=worker', 'CN=worker\nO=Example'],
  ['CN=a,O=b', 'CN=a\\,O=b'],
  ['CN=a+O=b', 'O=b\nCN=a'],
  ['CN=two\\0AO=Example', 'CN=two\nO=Example'],
])('tells %j from what OpenSSL prints as %j', (name, lines) => {
  expect(canonicalName(name)).toBeDefined();
  expect(canonicalNameOfLines(lines)).not.toBe(canonicalName(name));
});

it.each([
  '',
  'worker',
  'CN',
  '=worker',
  'CN=a,',
  ',CN=a',
  'CN=a,,O=b',
  'CN=#0403',
  'CN="a"',
  'CN=a\\',
  'CN=a;O=b',
  'CN=\\FF',
])('does not understand %j', (name) => {
  expect(canonicalName(name)).toBeUndefined();
});
