// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Server } from './types/server.ts';
import type { Configuration } from './types/configuration.ts';
import type { ReloadConfigurationResult } from './types/reload-configuration-result.ts';

/** Operations of the admin API: Server. */
export interface ServerOperations {
  /** Which server answers, and what it runs on. Needs `mintmark.read` or `mintmark.admin`. */
  getServer(): Promise<Server>;

  /** The configuration as it was loaded, with every default; secrets, hashes and passwords are hidden. It is changed where it was loaded from. Clients and users that are stored beside those of the configuration have operations of their own. Needs `mintmark.read` or `mintmark.admin`. */
  getConfiguration(): Promise<Configuration>;

  /** Read the configuration anew. As SIGHUP does: it is checked whole first, then takes the place of the one in use, or is refused. Of several workers all are replaced before the answer comes. Needs `mintmark.admin`. */
  reloadConfiguration(): Promise<ReloadConfigurationResult>;
}
