import { describe, expect, it } from 'vitest';
import { malformedUri } from './uri-rules.ts';

describe('a URI of a configuration is ASCII as RFC 3986 has it', () => {
  it.each([
    ['https://app.test/例え', 'https://app.test/%E4%BE%8B%E3%81%88'],
    ['https://app.test/é?q=ü', 'https://app.test/%C3%A9?q=%C3%BC'],
    ['https://例え.test/cb', 'https://xn--r8jz45g.test/cb'],
    ['https://bücher.test:8443/cb', 'https://xn--bcher-kva.test:8443/cb'],
    ['https://app.test/a"b<c>d^e`f{g|h}i', 'https://app.test/a%22b%3Cc%3Ed%5Ee%60f%7Bg%7Ch%7Di'],
    ['https://app.test/100%', 'https://app.test/100%25'],
    ['https://app.test/cb?a[]=1', 'https://app.test/cb?a%5B%5D=1'],
    ['https://app.test/\uD800', 'https://app.test/%EF%BF%BD'],
    ['com.example.app:/rückruf', 'com.example.app:/r%C3%BCckruf'],
  ])('%s is to be written %s', (written, encoded) => {
    expect(malformedUri(written, 'redirect')).toBe(`must be ASCII, encoded as in RFC 3986 §2: ${encoded}`);
    expect(malformedUri(encoded, 'redirect')).toBe(undefined);
  });

  it.each(['web', 'backChannel', 'issuer', 'origin'] as const)('also one of the kind %s', (kind) => {
    expect(malformedUri('https://例え.test', kind)).toBe(
      'must be ASCII, encoded as in RFC 3986 §2: https://xn--r8jz45g.test',
    );
    expect(malformedUri('https://xn--r8jz45g.test', kind)).toBe(undefined);
  });

  it.each(['https://[2001:db8::1]:8443/cb', "https://app.test/~a-b._c!$&'()+,;=:@/?d=%20"])('%s is', (uri) => {
    expect(malformedUri(uri, 'redirect')).toBe(undefined);
  });
});

describe('a wildcard, which would never match', () => {
  it.each([
    'http://localhost:5173/*',
    'https://*.example.com/cb',
    'https://app.example.com/cb?next=*',
    'com.example.app:/*',
  ])('is refused in the redirect URI %s', (uri) => {
    expect(malformedUri(uri, 'redirect')).toBe(
      'must not have a wildcard: redirect URIs are compared exactly (RFC 9700 §4.1.3)',
    );
  });

  it('is refused in an origin', () => {
    expect(malformedUri('https://*.example.com', 'origin')).toBe('must not have a wildcard: it is compared exactly');
  });
});

describe('an origin', () => {
  it.each([
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'chrome-extension://abcdef',
  ])('may be that of a web view or an extension: %s', (origin) => {
    expect(malformedUri(origin, 'origin')).toBe(undefined);
  });

  it.each([
    'capacitor://localhost/',
    'capacitor://evil.test',
    'file://localhost',
    'tauri://localhost:1',
  ])('may not be %s', (origin) => {
    expect(malformedUri(origin, 'origin')).toBe('must be an https: URI');
  });
});
