// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { ListedScope } from './types/listed-scope.ts';
import type { ListedResource } from './types/listed-resource.ts';

/** Operations of the admin API: Scopes and APIs. */
export interface ScopesAndAPIsOperations {
  /** List the scopes of the configuration. Needs `mintmark.read` or `mintmark.admin`. */
  listScopes(input?: {
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
  }): Pages<ListedScope>;

  /** List the APIs of the configuration. Needs `mintmark.read` or `mintmark.admin`. */
  listResources(input?: {
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
  }): Pages<ListedResource>;
}
