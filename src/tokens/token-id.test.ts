import { expect, it } from 'vitest';
import { familyOfTokenId, newFamily, newTokenId } from './token-id.ts';

it('names families by 128 random bits', () => {
  expect(newFamily()).toMatch(/^[\w-]{22}$/);
  expect(newFamily()).not.toBe(newFamily());
});

it('tells the family of a token id, and of nothing else', () => {
  const family = newFamily();
  const one = newTokenId(family);
  expect(one).not.toBe(newTokenId(family));
  expect(familyOfTokenId(one)).toBe(family);
  for (const other of [undefined, null, 7, '', 'nodot', '.x', {}]) expect(familyOfTokenId(other)).toBeUndefined();
});
