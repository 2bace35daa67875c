import { describe, expect, it } from 'vitest';
import { isDevelopmentHost } from './development-host.ts';

const issuer = 'https://id.example.test/id';

describe('a host named in a request in development', () => {
  it.each([
    'localhost',
    'localhost:9400',
    'localhost.:9400',
    'LOCALHOST',
    'app.localhost:9400',
    '127.0.0.1:9400',
    '192.168.0.7',
    '[::1]:9400',
    '[fe80::1]',
    'id.example.test',
    'ID.example.test:443',
  ])('is answered where no page can have it for a name: %s', (host) => {
    expect(isDevelopmentHost(host, issuer, false)).toBe(true);
  });

  it.each([
    'evil.example',
    'localhost.evil.example:9400',
    '127.0.0.1.evil.example',
    'x-localhost',
    'id.example.test.evil.example',
    'mintmark:9400',
    '',
    'a b',
  ])('is refused where one could, or where it is none: %s', (host) => {
    expect(isDevelopmentHost(host, issuer, false)).toBe(false);
  });

  it('may be a name without a dot where the network may come in, as in container networks', () => {
    expect(isDevelopmentHost('mintmark:9400', issuer, true)).toBe(true);
    expect(isDevelopmentHost('evil.example', issuer, true)).toBe(false);
  });
});
