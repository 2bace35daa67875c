import type { ResolvedConfiguration } from '../../config/resolve-configuration.ts';
import type { ServerOptions } from '../../server/options.ts';

/** Whom the doctor looks at. */
export interface Patient {
  /** The file. */
  readonly config: string;
  /** As it was loaded, `env:` unread. */
  readonly options: ServerOptions;
  readonly settings: ResolvedConfiguration;
  /** Where the server is said to be from outside; no slash at the end. */
  readonly url: string;
  /** The file that `mintmark dev` keeps the secret in, where it is the one in use. */
  readonly secretFile: string | undefined;
}
