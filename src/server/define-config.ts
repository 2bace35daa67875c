import type { ServerOptions } from './options.ts';

/** Gives an editor the type of a configuration; returns it as it is. */
export function defineConfig(config: ServerOptions): ServerOptions {
  return config;
}
