import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import { tooLong } from '../http/bounded-parameter.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { JsonObject } from '../model/json.ts';
import { limits } from '../model/limits.ts';

export const parameterName = 'authorization_details';

/** An entry that nobody looked into yet. */
export interface UncheckedDetail extends JsonObject {
  readonly type: string;
}

/**
 * The entries of the parameter; `undefined`: it is absent.
 * @throws {OAuthError} `details.malformed`: no JSON array of objects with a type, or more than is taken.
 */
export function parseDetails(parameters: FormParameters): readonly UncheckedDetail[] | undefined {
  const text = parameters.get(parameterName);
  if (text === undefined) return undefined;
  if (text.length > limits.authorizationDetails.most) {
    throw tooLong(parameterName, limits.authorizationDetails, 'details.malformed');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw malformed('not JSON', cause);
  }
  return checkedDetails(value);
}

/** @throws {OAuthError} `details.malformed`. */
export function checkedDetails(value: unknown): readonly UncheckedDetail[] {
  if (!Array.isArray(value) || value.length === 0) throw malformed('no list with entries');
  if (value.length > limits.authorizationDetailEntries.most) throw malformed('too many entries');
  for (const entry of value) {
    if (!isObject(entry) || !Object.hasOwn(entry, 'type') || typeof entry.type !== 'string') {
      throw malformed('an entry is no object with a type');
    }
    refuseDepth(entry, limits.authorizationDetailDepth.most);
  }
  return value;
}

/** Nobody who reads details later goes deeper than this, or finds a prototype among the fields. */
function refuseDepth(value: unknown, left: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0) throw malformed('nested too deeply');
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__') throw malformed('a field is called __proto__');
    refuseDepth(member, left - 1);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(detail: string, cause?: unknown): OAuthError {
  return oauthError('details.malformed', { detail, ...(cause === undefined ? {} : { cause }) });
}
