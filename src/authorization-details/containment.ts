import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { JsonValue } from '../model/json.ts';
import type { AuthorizationDetailType } from './authorization-detail-type.ts';

type Rule = (type: AuthorizationDetailType, wider: AuthorizationDetail, narrower: AuthorizationDetail) => boolean;

/** Whether a granted detail gives all that a narrower one does. */
export const contains: Rule = (type, granted, narrower) =>
  isEqual(granted, narrower) || type.contains?.(granted, narrower) === true;

/** Whether a person may grant a detail where another was asked for. */
export const mayGrant: Rule = (type, asked, granted) =>
  isEqual(asked, granted) ||
  (type.mayGrant === undefined ? contains(type, asked, granted) : type.mayGrant(asked, granted));

/**
 * Whether each of `narrower` is covered by one of `wider` of its type, and none of those is used twice: two payments are more than one.
 */
export function areCovered(
  narrower: readonly AuthorizationDetail[],
  wider: readonly AuthorizationDetail[],
  rule: Rule,
  typeOf: (name: string) => AuthorizationDetailType | undefined,
): boolean {
  const covers = narrower.map((detail) => {
    const type = typeOf(detail.type);
    return wider.map((other) => type !== undefined && other.type === detail.type && rule(type, other, detail));
  });
  /** Which of `narrower` each of `wider` is used for. */
  const usedFor = new Map<number, number>();
  const place = (at: number, tried: Set<number>): boolean =>
    wider.some((_, other) => {
      if (covers[at]?.[other] !== true || tried.has(other)) return false;
      tried.add(other);
      const before = usedFor.get(other);
      if (before !== undefined && !place(before, tried)) return false;
      usedFor.set(other, at);
      return true;
    });
  return narrower.every((_, at) => place(at, new Set()));
}

/** Equal as JSON, whatever the order of members; texts character by character (RFC 9396 §13). */
export function isEqual(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual(Reflect.get(one, name), Reflect.get(other, name)))
  );
}
