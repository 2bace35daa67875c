import type { JsonObject, JsonValue } from '../model/json.ts';

/** What a merge patch makes of an object (RFC 7396 §2): members merge at every depth, one that is `null` goes. Neither argument is changed. */
export function mergedObject(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else if (isObject(value)) merged.set(name, mergedObject(objectOr(merged.get(name)), value));
    else if (value !== undefined) merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

function objectOr(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
