import { describe, expect, it } from 'vitest';
import { type Plan, plans, type Requirement } from './requirements.ts';

/** @param variant for modules that are run with several response types or modes: its name. */
export type Verifies = (id: string, test: () => Promise<void> | void, variant?: string) => void;

/**
 * The tests of a plan. Fails for a requirement that no test verifies and that is not marked `not met`.
 * @throws for an unknown plan, for an id that the plan has not, and for one that is marked `not met` but has a test.
 */
export function conformancePlan(name: string, tests: (verifies: Verifies, plan: Plan) => void): void {
  const plan = plans.find((one) => one.name === name);
  if (plan === undefined) throw new Error(`There is no plan ${name}.`);
  const verified = new Set<string>();
  describe(plan.title, () => {
    tests((id, test, variant) => {
      const requirement = requirementOf(plan, id);
      verified.add(id);
      const suffix = variant === undefined ? '' : ` [${variant}]`;
      it(`${id}${suffix}: ${requirement.behaviour} (${requirement.section})`, test);
    }, plan);
    it('verifies every requirement that is not marked as not met', () => {
      expect(unverified(plan, verified)).toEqual([]);
    });
  });
}

export function requirementOf(plan: Plan, id: string): Requirement {
  const requirement = plan.requirements.find((one) => one.id === id);
  if (requirement === undefined) throw new Error(`The plan ${plan.name} has no requirement ${id}.`);
  if (requirement.status === 'not met') throw new Error(`${id} is marked as not met, yet there is a test of it.`);
  return requirement;
}

export function unverified(plan: Plan, verified: ReadonlySet<string>): readonly string[] {
  return plan.requirements.filter(({ id, status }) => status === undefined && !verified.has(id)).map(({ id }) => id);
}
