import { expect, it } from 'vitest';
import { placeOfSignIn } from './place-of-sign-in.ts';

const placeOf = (userAgent: string | undefined, remoteAddress?: string) =>
  placeOfSignIn({ remoteAddress, header: (name) => (name === 'user-agent' ? userAgent : undefined) });

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox', 'Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    'Edge',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    'Chrome',
    'Android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    'Safari',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    'Safari',
    'macOS',
  ],
])('keeps family and system of %s, and no more of it', (userAgent, browser, system) => {
  expect(placeOf(userAgent, '192.0.2.1')).toEqual({ address: '192.0.2.1', browser, system });
});

it('keeps nothing of what it does not know, nor of what stands far behind', () => {
  expect(placeOf('<script>alert(1)</script>')).toEqual({});
  expect(placeOf(undefined, '2001:db8::1')).toEqual({ address: '2001:db8::1' });
  expect(placeOf(`${'x'.repeat(1000)}Firefox/1 Linux`)).toEqual({});
});
