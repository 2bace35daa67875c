import { expect, it } from 'vitest';
import { randomHandle } from '../keys/digest.ts';
import { createSealer } from '../keys/sealer.ts';
import { SealedSubjects, sealedSubjectClaim, shownSubject } from './subject-identifiers.ts';

it('shows a pairwise client a name of its own for the user (OpenID Connect Core §8.1)', () => {
  expect(shownSubject('1', {})).toBe('1');
  const shown = shownSubject('1', { pairwiseSubjectSalt: 'salt' });
  expect(shown).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(shownSubject('1', { pairwiseSubjectSalt: 'other' })).not.toBe(shown);
});

it('finds the user behind a sealed subject, and nobody once the master secret is gone', () => {
  const subjects = new SealedSubjects(createSealer([randomHandle()]));
  const payload = { sub: 'shown', [sealedSubjectClaim]: subjects.seal('1') };
  expect(subjects.subjectOf(payload)).toBe('1');
  expect(new SealedSubjects(createSealer([randomHandle()])).subjectOf(payload)).toBeUndefined();
  expect(subjects.subjectOf({ sub: 'shown', [sealedSubjectClaim]: '%' })).toBeUndefined();
});
