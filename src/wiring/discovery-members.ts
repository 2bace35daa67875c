import type { JsonObject } from '../model/json.ts';

/** What a capability adds to the discovery document, by the part that it belongs to. */
export interface DiscoveryMembers {
  /** Paths by their member, such as `token_endpoint`; the issuer is put before them. */
  readonly endpoints?: Readonly<Record<string, string>> | undefined;
  readonly tokens?: JsonObject | undefined;
  readonly authorization?: JsonObject | undefined;
  readonly clients?: JsonObject | undefined;
}
