import type { JsonObject } from './json.ts';

/** One entry of `authorization_details` (RFC 9396 §2): what its `type` says, in the fields of that type. */
export interface AuthorizationDetail extends JsonObject {
  readonly type: string;
}

/** At least one; where there are none the member is absent. */
export type AuthorizationDetails = readonly AuthorizationDetail[];

/** Details as the claim or parameter `authorization_details` has them; absent where it has none. */
export function authorizationDetailsIn(value: unknown): AuthorizationDetails | undefined {
  return Array.isArray(value) && value.length > 0 && value.every(isDetail) ? value : undefined;
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof Reflect.get(value, 'type') === 'string'
  );
}

/** Their types, each once, for events: what stands in them may be anybody's affairs. */
export function detailTypesOf(details: AuthorizationDetails | undefined): readonly string[] | undefined {
  return details === undefined ? undefined : [...new Set(details.map(({ type }) => type))];
}
