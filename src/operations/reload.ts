/** What a reload of the configuration did. */
export interface ReloadOutcome {
  /** The members of the configuration that are others now; of what is code nobody can tell. */
  readonly changed: readonly string[];
  /** Sentences about what works but should not stay so. */
  readonly warnings: readonly string[];
}

/** Reads the configuration anew and puts it in the place of the one in use. @throws {ConfigurationError} why it did not. */
export type Reload = () => Promise<ReloadOutcome>;
