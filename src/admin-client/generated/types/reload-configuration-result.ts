// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ReloadConfigurationResult {
  /** Members of the configuration that are others now, as far as they are no code. */
  readonly changed: readonly string[];
  /** What works but should not stay so. */
  readonly warnings: readonly string[];
}
