import { oauthError } from '../errors/oauth-error.ts';
import { boundedParameter } from '../http/bounded-parameter.ts';
import type { PromptValue } from '../model/authorize-parameters.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { Limit } from '../model/limit.ts';
import { limits } from '../model/limits.ts';
import type { Settings } from '../model/settings.ts';
import type { Asker } from '../sessions/asker.ts';

const prompts: ReadonlySet<string> = new Set<PromptValue>(['none', 'login', 'consent', 'select_account']);
const displays: ReadonlySet<string> = new Set(['page', 'popup', 'touch', 'wap']);
const languageTag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;
/** Ten digits of seconds are more than three centuries. */
const seconds = /^\d{1,10}$/;

/** @throws {OAuthError} `authorize.prompt`. */
export function parsePrompts(value: string | undefined): readonly PromptValue[] {
  const values = words(value);
  const known = values.every((one): one is PromptValue => prompts.has(one));
  if (!known || (values.includes('none') && values.length > 1))
    throw oauthError('authorize.prompt', { fields: { prompt: value } });
  return [...new Set(values)];
}

/** @throws {OAuthError} `request.invalid-parameter`. */
export function parseMaxAge(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!seconds.test(value)) throw oauthError('request.invalid-parameter', { fields: { parameter: 'max_age' } });
  return Number(value);
}

/** Unknown values are ignored: a wish about looks is no reason to refuse. */
export function parseDisplay(value: string | undefined): string | undefined {
  return value !== undefined && displays.has(value) ? value : undefined;
}

/** Language tags, most wanted first; what is no tag is ignored (OpenID Connect Core §3.1.2.1). */
export function parseLocales(value: string | undefined): readonly string[] {
  return words(value).filter((tag) => languageTag.test(tag));
}

/** The registered parameters of one's own that were sent. @throws {OAuthError} `request.parameter-too-long`, which names the parameter. */
export function customParametersOf(
  parameters: FormParameters,
  registered: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    registered.flatMap((name) => {
      const value = boundedParameter(parameters, name, limits.customParameter);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Who asks, and how pages should look, as far as it is right: for pages about requests that are wrong elsewhere. */
export function askerIn(
  parameters: FormParameters,
  { customAuthorizeParameters }: Pick<Settings, 'customAuthorizeParameters'>,
): Asker {
  const short = (name: string, limit: Pick<Limit, 'most'>) => {
    const value = parameters.get(name);
    return value === undefined || value.length > limit.most ? undefined : value;
  };
  const custom = customAuthorizeParameters.map((name) => [name, short(name, limits.customParameter)] as const);
  return {
    clientId: short('client_id', limits.clientId),
    uiLocales: parseLocales(short('ui_locales', limits.uiLocales)),
    display: parseDisplay(parameters.get('display')),
    customParameters: Object.fromEntries(custom.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  };
}

export function words(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(' ').filter((word) => word !== '');
}
