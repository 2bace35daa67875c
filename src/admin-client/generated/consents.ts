// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { ListedConsent } from './types/listed-consent.ts';

/** Operations of the admin API: Consents. */
export interface ConsentsOperations {
  /** List what users agreed to, by user or by client. `subject` or `client` is needed. In no order that means anything. Needs `mintmark.read` or `mintmark.admin`. */
  listConsents(input?: {
    /** The `sub` of a user. */
    readonly subject?: string | undefined;
    /** A client id; without `subject` the whole store is looked through. */
    readonly client?: string | undefined;
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
  }): Pages<ListedConsent>;

  /** Forget what a user agreed to at a client. The user is asked again; tokens that the client has live on. Needs `mintmark.admin`. */
  withdrawConsent(input: {
    /** The `sub` of the user. */
    readonly subject: string;
    readonly clientId: string;
  }): Promise<void>;
}
