import { oauthError } from '../errors/oauth-error.ts';
import type { FormParameters } from '../model/form-parameters.ts';

/** @throws {OAuthError} `request.missing-parameter`, `request.parameter-too-long`. */
export function requireParameter(parameters: FormParameters, name: string, longest: number): string {
  const value = parameters.get(name);
  if (value === undefined) throw oauthError('request.missing-parameter', { detail: name });
  if (value.length > longest) throw oauthError('request.parameter-too-long', { detail: name });
  return value;
}
