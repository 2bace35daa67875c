// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface Configuration {
  /** By the names of `docs/reference/configuration.md`; scopes and APIs stand in `catalogue`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Members that the store holds more of: they are changed by operations. */
  readonly stored: readonly string[];
}
