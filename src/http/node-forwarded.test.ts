import { describe, expect, it } from 'vitest';
import { forwardedAddress } from './node-forwarded.ts';

describe('the address that a trusted proxy names', () => {
  it.each([
    ['7.7.7.7', '7.7.7.7'],
    ['6.6.6.6, 7.7.7.7', '7.7.7.7'],
    // Azure Application Gateway names the port too.
    ['7.7.7.7:1001', '7.7.7.7'],
    ['6.6.6.6:1, 7.7.7.7:65535 ', '7.7.7.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:1', '2001:db8::1'],
    ['::ffff:7.7.7.7', '::ffff:7.7.7.7'],
    ['unknown', undefined],
    ['6.6.6.6, unknown', undefined],
    ['6.6.6.6,', undefined],
    ['7.7.7.7:port', undefined],
    ['7.7.7.7:1:2', undefined],
    ['[7.7.7.7]:1', undefined],
    ['[2001:db8::1', undefined],
    ['', undefined],
  ])('is the last of x-forwarded-for, with or without a port: %s', (header, address) => {
    expect(forwardedAddress({ 'x-forwarded-for': header })).toBe(address);
  });

  it.each([
    ['for=192.0.2.60', '192.0.2.60'],
    ['for=192.0.2.60;proto=http;by=203.0.113.43', '192.0.2.60'],
    ['by=203.0.113.43; FOR = 192.0.2.60', undefined],
    ['by=203.0.113.43;FOR=192.0.2.60', '192.0.2.60'],
    ['for=6.6.6.6, for=198.51.100.17', '198.51.100.17'],
    ['for="192.0.2.60:4711"', '192.0.2.60'],
    ['for="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
    ['for="[2001:db8:cafe::17]";by="[::1]:2"', '2001:db8:cafe::17'],
    ['for=unknown', undefined],
    ['for=_hidden', undefined],
    ['for=6.6.6.6, by=203.0.113.43', undefined],
    ['for=6.6.6.6, for=7.7.7.7;for=8.8.8.8', undefined],
    // What the client sent stands before the proxy's own, and must not swallow it.
    ['for="6.6.6.6, for=198.51.100.17', '198.51.100.17'],
    ['for="6.6.6.6;by=", for="198.51.100.17:1"', '198.51.100.17'],
    ['for="\\", for=198.51.100.17', '198.51.100.17'],
  ])('is that of the last element of Forwarded (RFC 7239 §4, §6): %s', (header, address) => {
    expect(forwardedAddress({ forwarded: header })).toBe(address);
  });

  it('is never taken from Forwarded where there is an x-forwarded-for: a proxy writes one, and passes the other on', () => {
    const forwarded = 'for=6.6.6.6';
    expect(forwardedAddress({ 'x-forwarded-for': '7.7.7.7', forwarded })).toBe('7.7.7.7');
    expect(forwardedAddress({ 'x-forwarded-for': 'unknown', forwarded })).toBeUndefined();
  });
});
