import { expect, it } from 'vitest';
import { wholeSeconds } from './numeric-date.ts';

it('leaves fractions of a second off, and takes nothing for an instant that is none (RFC 7519 §2)', () => {
  expect([1000, 1000.75, -0.5].map(wholeSeconds)).toEqual([1000, 1000, -1]);
  expect([JSON.parse('1e400'), -JSON.parse('1e400'), Number.NaN, 2 ** 53, '1000', null].map(wholeSeconds)).toEqual(
    Array(6).fill(undefined),
  );
});
