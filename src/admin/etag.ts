import { sha256 } from '../keys/digest.ts';
import { AdminProblem } from './problem.ts';

/** A strong entity tag of what is shown (RFC 9110 §8.8.3). */
export function etagOf(shown: object): string {
  return `"${sha256(JSON.stringify(shown))}"`;
}

/**
 * That a change is meant for what is there now (RFC 9110 §13.1.1); without `If-Match` it is.
 * @throws {AdminProblem} `changed-meanwhile`.
 */
export function requireMatch(ifMatch: string | undefined, shown: object): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const named = ifMatch.split(',').map((tag) => tag.trim());
  // Weak tags never match here.
  if (!named.includes(etagOf(shown))) throw new AdminProblem('changed-meanwhile');
}

/** @throws {AdminProblem} `precondition-required`. */
export function requireCondition(ifMatch: string | undefined): void {
  if (ifMatch === undefined) throw new AdminProblem('precondition-required');
}
