/** A request's parameters: each at most once but for `resource` and `audience` (RFC 6749 §3.2); empty values count as absent. */
export interface FormParameters {
  get(name: string): string | undefined;
  getAll(name: string): readonly string[];
  has(name: string): boolean;
  names(): readonly string[];
}

/** Makes parameters from plain values, for tests and for requests that did not come as a form. */
export function formParameters(
  values: Readonly<Record<string, string | readonly string[] | undefined>>,
): FormParameters {
  const all = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(values)) {
    const list = (typeof value === 'string' ? [value] : (value ?? [])).filter((entry) => entry !== '');
    if (list.length > 0) all.set(name, list);
  }
  return {
    get: (name) => all.get(name)?.[0],
    getAll: (name) => all.get(name) ?? [],
    has: (name) => all.has(name),
    names: () => [...all.keys()],
  };
}
