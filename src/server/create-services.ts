import { didYouMean } from '../config/closest-name.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { AnyModule } from '../wiring/module.ts';
import { lazyContainer } from '../wiring/service-container.ts';
import { type GroundParts, groundFactories } from './ground.ts';
import { tracedFactories } from './traced-services.ts';

/**
 * Every default of the server, from its modules; `replacements` (`options.services`) take the place of single ones.
 *
 * `Made` is what the modules bring; who calls this says it, since only the list knows.
 */
export function createServices<Made extends object>(
  modules: readonly AnyModule[],
  replacements: object,
  parts: GroundParts,
): Made {
  const { options, following } = parts;
  const defaults = Object.assign(
    {},
    groundFactories(modules, parts),
    ...modules.map((module) => module.services?.(options)),
  );
  refuseUnknown(replacements, Object.keys(defaults));
  const replaced = Object.entries(replacements).filter(([, make]) => make !== undefined);
  const factories = { ...defaults, ...Object.fromEntries(replaced) };
  return lazyContainer<Made>(
    following === undefined
      ? factories
      : tracedFactories(
          factories,
          modules,
          following,
          replaced.map(([name]) => name),
          Reflect.get(options, 'profileService'),
        ),
  );
}

/** A replacement under a wrong name would be ignored in silence. */
function refuseUnknown(services: object, known: readonly string[]): void {
  const unknown = Object.keys(services).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    unknown.map((name) => ({ path: `services.${name}`, message: `is not known${didYouMean(name, known)}` })),
  );
}
