import { describe, expect, it } from 'vitest';
import { isRegisteredRedirectUri, onlyRedirectUri } from './redirect-uri.ts';

const accepts = (registered: string, uri: string) => isRegisteredRedirectUri(uri, { redirectUris: [registered] });

describe('redirect URIs', () => {
  it('are compared character by character (RFC 9700 §4.1.3)', () => {
    expect(accepts('https://a.example/cb?x=1', 'https://a.example/cb?x=1')).toBe(true);
    expect(accepts('https://a.example/cb?x=1', 'https://a.example/cb?x=1&y=2')).toBe(false);
    expect(accepts('https://a.example/cb', 'https://a.example:443/cb')).toBe(false);
    expect(accepts('com.example.app:/cb', 'com.example.app:/cb')).toBe(true);
  });

  it('may differ in the port of a loopback address, whichever was registered (RFC 8252 §7.3)', () => {
    expect(accepts('http://127.0.0.1/cb', 'http://127.0.0.1:49152/cb')).toBe(true);
    expect(accepts('http://127.0.0.1:3000/cb', 'http://127.0.0.1:49152/cb')).toBe(true);
    expect(accepts('http://[::1]:3000/cb', 'http://[::1]/cb')).toBe(true);
    expect(accepts('http://127.0.0.1/cb', 'http://[::1]/cb')).toBe(false);
    expect(accepts('http://127.0.0.1/cb', 'http://127.0.0.1:65536/cb')).toBe(false);
    expect(accepts('http://127.0.0.1/cb', 'http://127.0.0.1:1/cb#x')).toBe(false);
  });

  it('may differ in the port of localhost only if it was registered without one (RFC 8252 §8.3)', () => {
    expect(accepts('http://localhost/cb', 'http://localhost:49152/cb')).toBe(true);
    expect(accepts('http://localhost:3000/cb', 'http://localhost:3000/cb')).toBe(true);
    expect(accepts('http://localhost:3000/cb', 'http://localhost:49152/cb')).toBe(false);
    expect(accepts('http://localhost/cb', 'https://localhost:49152/cb')).toBe(false);
  });

  it('may be left out when there is only one (RFC 6749 §3.1.2.3)', () => {
    expect(onlyRedirectUri({ redirectUris: ['https://a.example/cb'] })).toBe('https://a.example/cb');
    expect(onlyRedirectUri({ redirectUris: ['https://a.example/cb', 'https://b.example/cb'] })).toBeUndefined();
    expect(onlyRedirectUri({ redirectUris: [] })).toBeUndefined();
  });
});
