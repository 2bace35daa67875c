import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plans } from './requirements.ts';
import { requirementOf, unverified } from './verifies.ts';

const plan = {
  name: 'sample',
  certification: 'sample-plan',
  title: 'Sample',
  requirements: [
    { id: 'met', section: '§1', behaviour: 'It works.', level: 'must' },
    { id: 'unmet', section: '§2', behaviour: 'It does not.', level: 'must', status: 'not met', reason: 'It is new.' },
  ],
} as const;

describe('conformance', () => {
  it.each(
    plans.map(({ name, requirements }) => ({ name, requirements })),
  )('has a test file for $name, if anything of it is met', ({ name, requirements }) => {
    const file = join(import.meta.dirname, `${name}.test.ts`);
    const met = requirements.some(({ status }) => status === undefined);
    expect(existsSync(file)).toBe(met);
    if (met) expect(readFileSync(file, 'utf8')).toContain(`conformancePlan('${name}'`);
  });

  it('names each module of a plan once, and says why one is not met', () => {
    for (const { requirements } of plans) {
      const ids = requirements.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { status, reason } of requirements) expect(reason === undefined).toBe(status === undefined);
    }
  });

  it('refuses a test of an unknown requirement, and of one that is marked as not met', () => {
    expect(requirementOf(plan, 'met').section).toBe('§1');
    expect(() => requirementOf(plan, 'other')).toThrow('has no requirement other');
    expect(() => requirementOf(plan, 'unmet')).toThrow('marked as not met');
  });

  it('finds a requirement that nobody verified', () => {
    expect(unverified(plan, new Set())).toEqual(['met']);
    expect(unverified(plan, new Set(['met']))).toEqual([]);
  });
});
