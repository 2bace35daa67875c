import { expect, it } from 'vitest';
import { matchesSecret } from './secret.ts';

// base64url(SHA-256("secret")), base64url(SHA-256("other"))
const secret = { sha256: 'K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols' };
const other = { sha256: '2cbYdq7-CqGe07fV65sz-bKuR7IhF89wR2ra6dLLlZA' };

it('accepts any of the live secrets', () => {
  expect(matchesSecret(['secret'], [secret], 0)).toBe(true);
  expect(matchesSecret(['secret'], [other, secret], 0)).toBe(true);
  expect(matchesSecret(['wrong'], [other, secret], 0)).toBe(false);
});

it('accepts nothing where there is no secret', () => {
  expect(matchesSecret([''], [], 0)).toBe(false);
  expect(matchesSecret(['secret'], [], 0)).toBe(false);
});

it('refuses a secret from the second at which it expires', () => {
  const expiring = [{ ...secret, expiresAt: 100 }];
  expect(matchesSecret(['secret'], expiring, 99)).toBe(true);
  expect(matchesSecret(['secret'], expiring, 100)).toBe(false);
});

it('takes a hash of another server for that of no secret: it is for others to verify, and versions before this one know none', () => {
  const imported = [{ sha256: '$pbkdf2-sha256$i=1000,l=32$c2FsdA$AAAA' }, { sha256: `$sha512$${'A'.repeat(86)}` }];
  expect(matchesSecret(['secret', imported[0]!.sha256], imported, 0)).toBe(false);
});

it('does not take the hash for the secret', () => {
  expect(matchesSecret([secret.sha256], [secret], 0)).toBe(false);
});
