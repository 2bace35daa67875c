import { registerHooks } from 'node:module';

const formats: Readonly<Record<string, string>> = { '.ts': 'module-typescript', '.js': 'module' };
const here = new URL('..', import.meta.url).href;
/** Dependencies of many small modules. As here, all of them are ES modules whose imports name files. */
const dependencies = /\/node_modules\/(?:hono|jose|kysely|zod)\//;

/**
 * Takes a fifth off the time to start. For each import Node asks the disk whether the file is there, whether it is a link, and what
 * the nearest `package.json` calls it; a module that names its neighbour by a path with the extension that it has itself has said
 * all that. Everything else is left to Node.
 */
export function importNeighboursQuickly(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL = '', conditions } = context;
      const extension = specifier.slice(-3);
      const format = formats[extension];
      const known = parentURL.startsWith(here) || dependencies.test(parentURL);
      const isNeighbour = known && specifier.startsWith('.') && parentURL.endsWith(extension);
      if (!isNeighbour || format === undefined || !conditions.includes('import')) return next(specifier, context);
      return { url: new URL(specifier, parentURL).href, format, shortCircuit: true };
    },
  });
}
