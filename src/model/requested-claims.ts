import type { JsonValue } from './json.ts';

/** Which claims the `claims` parameter asked for (OpenID Connect Core §5.5), by destination. */
export interface RequestedClaims {
  readonly userinfo: Readonly<Record<string, RequestedClaim>>;
  readonly idToken: Readonly<Record<string, RequestedClaim>>;
}
export type RequestedClaim = null | {
  readonly essential?: boolean;
  readonly value?: JsonValue;
  readonly values?: readonly JsonValue[];
};
