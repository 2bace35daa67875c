import type { Store } from './contracts.ts';

type Around = (name: string, call: () => Promise<unknown>) => Promise<unknown>;

const parts = ['grants', 'marks', 'keys', 'users', 'clients', 'audit'] as const;

/** A store whose every call goes through `around`; `migrate`, `isMigrated` and `close` are left alone. */
export function wrapStore(store: Store, around: Around): Store {
  const wrapped = Object.fromEntries(
    parts.map((part) => [part, wrapPart(part, store[part], around)]),
  ) as unknown as Pick<Store, (typeof parts)[number]>;
  return {
    ...wrapped,
    migrate: () => store.migrate(),
    isMigrated: () => store.isMigrated(),
    ping: () => around('ping', () => store.ping()) as Promise<void>,
    sweep: (now, limit) => around('sweep', () => store.sweep(now, limit)) as Promise<number>,
    close: () => store.close(),
  };
}

function wrapPart<Part extends object>(name: string, part: Part, around: Around): Part {
  const methods = new Map<PropertyKey, unknown>();
  return new Proxy(part, {
    get(target, property) {
      const known = methods.get(property);
      if (known !== undefined) return known;
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      const method = (...values: unknown[]) =>
        around(`${name}.${String(property)}`, () => member.apply(target, values) as Promise<unknown>);
      methods.set(property, method);
      return method;
    },
  });
}
