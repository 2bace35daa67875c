import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { likelyCauses } from './likely-causes.ts';
import { reasons } from './reasons.ts';

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../docs/reference/configuration.schema.json', import.meta.url), 'utf8'),
);

it('has a cause in a sentence for every reason there is', () => {
  expect(Object.keys(likelyCauses).sort()).toEqual(Object.keys(reasons).sort());
  expect(Object.values(likelyCauses).filter(({ cause }) => !/^[A-Za-z].{20,260}\.$/.test(cause))).toEqual([]);
});

it('names settings that the configuration has, or says that none decides', () => {
  const settings = Object.values(likelyCauses).flatMap(({ setting }) =>
    setting === 'none' ? [] : setting.split(', '),
  );
  expect(settings.length).toBeGreaterThan(80);
  expect([...new Set(settings)].filter((setting) => !isMember(schema, setting.split('.')))).toEqual([]);
  expect(isMember(schema, ['clients[]', 'allowedScope'])).toBe(false);
});

function isMember(shape: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  const name = first.replace(/\[\]$/, '');
  const found = properties(shape).get(name);
  return found !== undefined && isMember(found, rest);
}

/** Of a shape, of what is listed in it, and of each of its alternatives. */
function properties(shape: unknown): ReadonlyMap<string, unknown> {
  const all = new Map<string, unknown>();
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 6) return;
    const reference: unknown = Reflect.get(value, '$ref');
    if (typeof reference === 'string') visit(resolve(reference), depth + 1);
    for (const [name, member] of Object.entries(Reflect.get(value, 'properties') ?? {})) all.set(name, member);
    for (const way of ['items', 'anyOf', 'oneOf', 'allOf']) {
      const inner: unknown = Reflect.get(value, way);
      for (const one of Array.isArray(inner) ? inner : [inner]) visit(one, depth + 1);
    }
  };
  visit(shape, 0);
  return all;
}

function resolve(reference: string): unknown {
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((value, name) => Reflect.get(Object(value), name), schema);
}
