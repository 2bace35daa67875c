// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Counts } from './types/counts.ts';

/** Operations of the admin API: Counts. */
export interface CountsOperations {
  /** How many users, clients, sessions and grants there are. Cheap, however many there are: what would take long to count exactly is told up to a bound. Needs `mintmark.read` or `mintmark.admin`. */
  getCounts(): Promise<Counts>;
}
