import { describe, expect, it } from 'vitest';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { AuthorizationDetailType } from './authorization-detail-type.ts';
import { areCovered, contains, isEqual, mayGrant } from './containment.ts';

const type: AuthorizationDetailType = {
  type: 'files',
  schema: {
    '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: value as AuthorizationDetail }) },
  },
  words: () => ({ title: 'Files' }),
  contains: (granted, narrower) => (narrower.may as string[]).every((one) => (granted.may as string[]).includes(one)),
};
const typeOf = (name: string) => (name === 'files' ? type : undefined);
const files = (...may: string[]) => ({ type: 'files', may });

describe('details are covered', () => {
  it.each([
    ['by themselves', [files('read')], [files('read')], true],
    ['by wider ones', [files('read')], [files('read', 'write')], true],
    ['not by narrower ones', [files('read', 'write')], [files('read')], false],
    ['none by none', [], [], true],
    ['not by nothing', [files()], [], false],
    ['one for one: twice the same is more than once', [files('read'), files('read')], [files('read', 'write')], false],
    [
      'whatever the order, if there is a way to place them all',
      [files('read'), files('read', 'write')],
      [files('read', 'write'), files('read')],
      true,
    ],
    [
      'also where a place must be cleared twice for that',
      [files('a'), files('b'), files('a', 'b')],
      [files('a', 'b'), files('a', 'c'), files('b', 'c')],
      true,
    ],
    ['not by another type', [files('read')], [{ type: 'other', may: ['read'] }], false],
    ['not by a type that is gone', [{ type: 'other' }], [{ type: 'other' }], false],
  ] as const)('%s', (_title, narrower, wider, expected) => {
    expect(areCovered(narrower, wider, contains, typeOf)).toBe(expected);
  });

  it('only by what is equal, where the type does not say more', () => {
    const { contains: _, ...strict } = type;
    expect(contains(strict, files('read', 'write'), files('read'))).toBe(false);
    expect(
      contains(
        strict,
        { type: 'files', may: { a: [1, null], b: 'x' } },
        { may: { b: 'x', a: [1, null] }, type: 'files' },
      ),
    ).toBe(true);
  });

  it('as a grant by what contains them, unless the type has a rule of its own for that', () => {
    expect(mayGrant(type, files('read', 'write'), files('read'))).toBe(true);
    expect(mayGrant(type, files('read'), files('read', 'write'))).toBe(false);
    const own = { ...type, mayGrant: () => false };
    expect(mayGrant(own, files('read', 'write'), files('read'))).toBe(false);
    expect(mayGrant(own, files('read'), files('read'))).toBe(true);
  });
});

describe('JSON values are equal', () => {
  it.each([
    [null, null, true],
    [null, {}, false],
    [[], {}, false],
    [[1, 2], [2, 1], false],
    [['a'], { 0: 'a' }, false],
    [{ a: undefined }, {}, false],
    [JSON.parse('{"__proto__":1}'), {}, false],
    [{}, JSON.parse('{"__proto__":1}'), false],
    ['\u00e9', 'e\u0301', false],
    [1, '1', false],
  ])('%j and %j: %s', (one, other, expected) => {
    expect(isEqual(one, other)).toBe(expected);
  });
});
