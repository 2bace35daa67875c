/**
 * What a missed expectation would cost: `must` fails the plan, `should` is a warning, `page` wants a page shown to the person and no
 * redirection to the client.
 */
export type Level = 'must' | 'should' | 'page';

/** One module of a certification plan. */
export interface Requirement {
  /** The public name of the module. */
  readonly id: string;
  /** Where the specification asks for it. */
  readonly section: string;
  /** What the server does, in one sentence of our own. */
  readonly behaviour: string;
  readonly level: Level;
  /** Expectations of level `should` that are missed although the module passes. */
  readonly warning?: string;
  /** Absent: a test proves it. */
  readonly status?: 'not met';
  /** Why it is not met. */
  readonly reason?: string;
}

export interface Plan {
  /** Names the test file too: `test/conformance/<name>.test.ts`. */
  readonly name: string;
  /** The public name of the certification plan. */
  readonly certification: string;
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

const at =
  (level: Level) =>
  (id: string, section: string, behaviour: string, warning?: string): Requirement => ({
    id,
    section,
    behaviour,
    level,
    ...(warning === undefined ? {} : { warning }),
  });

export const must = at('must');
export const should = at('should');
export const page = at('page');

export function notMet(id: string, section: string, behaviour: string, reason: string): Requirement {
  return { id, section, behaviour, level: 'must', status: 'not met', reason };
}
