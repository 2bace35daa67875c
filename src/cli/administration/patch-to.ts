import { isPlainObject } from '../../config/environment-references.ts';

/**
 * A merge patch (RFC 7396) that makes single settings what they are to be, each as a whole: what an object has now and is not to have goes.
 *
 * @param changes `undefined` is the default.
 */
export function patchTo(before: object, changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const now = new Map(Object.entries(before));
  return Object.fromEntries(Object.entries(changes).map(([name, wanted]) => [name, patchOf(now.get(name), wanted)]));
}

function patchOf(now: unknown, wanted: unknown): unknown {
  if (wanted === undefined) return null;
  if (!isPlainObject(now) || !isPlainObject(wanted)) return wanted;
  const gone = Object.keys(now).filter((name) => !Object.hasOwn(wanted, name));
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...patchTo(now, wanted) };
}
