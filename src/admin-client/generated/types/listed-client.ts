// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ListedClient {
  readonly clientId: string;
  readonly clientName?: string | undefined;
  /** Where it stands; `configuration`: it is changed there. */
  readonly from: 'configuration' | 'store' | 'registered' | 'document';
  readonly enabled: boolean;
  readonly type: 'confidential' | 'public';
  readonly allowedGrantTypes: readonly string[];
  readonly allowedScopes: readonly string[];
}
