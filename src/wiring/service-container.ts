import { ConfigurationError } from '../errors/configuration-error.ts';

/** How each member of a container is made from the others. */
export type Factories<Container extends object, Given extends object = Container> = {
  readonly [Name in keyof Container]: (services: Given) => Container[Name];
};

/**
 * Makes a container whose members come into being when they are first read, so that they can be declared in any order.
 * @throws {ConfigurationError} on reading, when a member needs itself.
 */
export function lazyContainer<Container extends object>(factories: Factories<Container>): Container {
  const container = {} as Container;
  const underway = new Set<string>();
  for (const name of Object.keys(factories) as (keyof Container & string)[]) {
    Object.defineProperty(container, name, {
      configurable: true,
      enumerable: true,
      get() {
        if (underway.has(name)) {
          const circle = [...underway, name].join(' needs ');
          throw new ConfigurationError([{ path: `services.${name}`, message: `needs itself: ${circle}` }]);
        }
        underway.add(name);
        try {
          const value = factories[name](container);
          Object.defineProperty(container, name, { value, enumerable: true });
          return value;
        } finally {
          underway.delete(name);
        }
      },
    });
  }
  return container;
}

/** Makes every member now, so that a mistake shows at start-up. */
export function makeAll(container: object): void {
  for (const name of Object.keys(container)) void (container as Record<string, unknown>)[name];
}
