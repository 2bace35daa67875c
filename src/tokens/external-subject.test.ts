import { expect, it } from 'vitest';
import { externalSubject } from './external-subject.ts';

const of = (sub: string) => externalSubject({ id: 'other', claims: [] }, { sub }).subject;

it('keeps a `sub` as it is, letter case too, and hashes what is longer than 255 characters or not ASCII (OpenID Connect Core 1.0 §2)', () => {
  expect([of('aB'), of('ab')]).toEqual(['other:aB', 'other:ab']);
  expect(of('a'.repeat(249))).toBe(`other:${'a'.repeat(249)}`);
  expect(of('a'.repeat(250))).toBe('other:Pz414Kd12bHV7C7MygY4HEHv7etZ1axUkevpaWywiHs');
  expect(of('J\u00f6rg')).toBe('other:jmN0HEL3wIAlM58aOA2YAwppiqBPH6PFldy1gWMq9FI');
  expect(of('a\u0000b')).toBe('other:WbJxrhu8sdMdQZKYF_Sxb7Q5608xUgta0dXOmJIKcTg');
});
