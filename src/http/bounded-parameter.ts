import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { ErrorReason } from '../errors/reasons.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { Limit } from '../model/limit.ts';

/** A parameter that may be absent, but not longer than it may be. @throws {OAuthError} `request.parameter-too-long`. */
export function boundedParameter(
  parameters: FormParameters,
  name: string,
  limit: Pick<Limit, 'most'>,
): string | undefined {
  const value = parameters.get(name);
  if (value !== undefined && value.length > limit.most) throw tooLong(name, limit);
  return value;
}

/** @throws {OAuthError} `request.missing-parameter`. */
export function requireParameter(parameters: FormParameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: name } });
  return value;
}

/** The refusal of what is too long, which says what and how long it may be. @param name of the parameter, as the specification spells it. */
export function tooLong(
  name: string,
  limit: Pick<Limit, 'most'>,
  reason: ErrorReason = 'request.parameter-too-long',
): OAuthError {
  const description = `${name} is too long: it may have ${limit.most} characters at most.`;
  return new OAuthError(reason, { description, fields: { parameter: name }, detail: `${name} is too long` });
}
