import { type ResolvedConfiguration, resolveConfiguration } from '../config/resolve-configuration.ts';
import type { AnyModule } from '../wiring/module.ts';
import type { ServerOptions } from './options.ts';

/** Checks options as a server does first. @param added capabilities besides the built-in ones. @throws {ConfigurationError} */
export function resolveOptions(options: ServerOptions, added: readonly AnyModule[] = []): ResolvedConfiguration {
  return resolveConfiguration(options, {
    mode: options.mode ?? 'production',
    environment: options.environment ?? process.env,
    furtherMembers: added.flatMap((module) => module.options ?? []),
    furtherGrants: added.some((module) => module.grants !== undefined),
  });
}
