import { expect, it } from 'vitest';
import type { ApiResource } from '../model/resources.ts';
import { accessTokenAlgorithms } from './signing-constraints.ts';

const api = (...allowedAccessTokenSigningAlgorithms: string[]) =>
  ({ allowedAccessTokenSigningAlgorithms }) as unknown as ApiResource;

it('is free where no API says anything', () => {
  expect(accessTokenAlgorithms([])).toEqual([]);
  expect(accessTokenAlgorithms([api(), api()])).toEqual([]);
});

it('is what all APIs share, in the order of the first that says something', () => {
  expect(accessTokenAlgorithms([api(), api('RS256', 'ES256', 'PS256'), api('PS256', 'RS256')])).toEqual([
    'RS256',
    'PS256',
  ]);
});

it('refuses APIs that share nothing, rather than to sign as one of them cannot verify', () => {
  expect(() => accessTokenAlgorithms([api('RS256'), api('ES256')])).toThrow('resource.algorithms-incompatible');
  expect(() => accessTokenAlgorithms([api('RS256'), api('ES256'), api('RS256')])).toThrow(
    'resource.algorithms-incompatible',
  );
});
