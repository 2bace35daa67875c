import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../config/resolve-configuration.ts';
import { shownSettings } from './shown-settings.ts';

function shownUrl(url: string): unknown {
  const options = { mode: 'dev', environment: {} } as const;
  const settings = resolveConfiguration(
    { issuer: 'http://localhost:9400', storage: { kind: 'postgres', url } },
    options,
  );
  return Reflect.get(Object(Reflect.get(shownSettings(settings), 'storage')), 'url');
}

describe('what is told of a connection', () => {
  it.each([
    ['postgres://mint:s3cret@db:5432/mint', 'postgres://mint:hidden@db:5432/mint'],
    [
      'postgres://mint@db/mint?password=s3cret&sslmode=require',
      'postgres://mint@db/mint?password=hidden&sslmode=require',
    ],
    ['postgres://mint:s3%40cret@db/mint?sslkey=%2Fkey.pem', 'postgres://mint:hidden@db/mint?sslkey=hidden'],
  ])('has no password: %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });
});
