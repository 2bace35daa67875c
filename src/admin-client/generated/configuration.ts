// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Configuration } from './types/configuration.ts';
import type { ReloadConfigurationResult } from './types/reload-configuration-result.ts';

/** Operations of the admin API: Configuration. */
export interface ConfigurationOperations {
  /** Read the configuration anew. As SIGHUP does: it is checked whole first, then takes the place of the one in use, or is refused. Of several workers all are replaced before the answer comes. Needs `mintmark.admin`. */
  reloadConfiguration(): Promise<ReloadConfigurationResult>;
}
