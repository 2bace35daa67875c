import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { AuthorizationDetailType } from './authorization-detail-type.ts';
import { isObject, type UncheckedDetail } from './parameter.ts';

/**
 * An entry as the schema of its type understands it, as plain JSON.
 * @param index of the entry, for whoever has to mend it.
 * @throws {OAuthError} `details.invalid`: also where the schema would drop a field (RFC 9396 §5).
 */
export async function conforming(
  type: AuthorizationDetailType,
  entry: UncheckedDetail,
  index: number,
): Promise<AuthorizationDetail> {
  const result = await type.schema['~standard'].validate(entry);
  if (result.issues !== undefined) {
    const [issue] = result.issues;
    const path = (issue?.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step));
    throw invalid([index, ...path]);
  }
  // What a schema makes of it (a Date, a default) is kept as it will be read again.
  const detail: unknown = JSON.parse(JSON.stringify(result.value));
  const dropped = firstDropped(entry, detail, []);
  if (dropped !== undefined) throw invalid([index, ...dropped]);
  if (!isObject(detail) || detail.type !== type.type) throw invalid([index, 'type']);
  return detail as AuthorizationDetail;
}

/** Where a field of what was sent is missing in what was understood. */
function firstDropped(sent: unknown, understood: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof sent !== 'object' || sent === null) return undefined;
  if (typeof understood !== 'object' || understood === null || Array.isArray(sent) !== Array.isArray(understood))
    return path;
  if (Array.isArray(sent) && sent.length !== (understood as readonly unknown[]).length) return path;
  for (const [name, member] of Object.entries(sent)) {
    if (!Object.hasOwn(understood, name)) return [...path, name];
    const dropped = firstDropped(member, Reflect.get(understood, name), [...path, name]);
    if (dropped !== undefined) return dropped;
  }
  return undefined;
}

function invalid(path: readonly (string | number)[]): OAuthError {
  const [index, ...fields] = path;
  // Names of fields come from outside: only such as need no escaping are told.
  const told = fields.filter((field) => /^[\w.-]{1,40}$/.test(String(field))).join('.');
  const where = `authorization_details[${index}]${told === '' ? '' : `.${told}`}`;
  return oauthError('details.invalid', { description: `${where} does not conform to its type.`, detail: where });
}
