import { shownFields } from '../../errors/refusal-fields.ts';
import { limits } from '../../model/limits.ts';

const oddName = /^[A-Za-z_][A-Za-z0-9_.-]{0,39}$/;

/** A name as it may be shown: what else was sent as one may be anything, a secret included. */
export function shownName(name: string): string {
  return oddName.test(name) && !looksSecret(name) ? name : `(odd name, ${name.length} characters)`;
}

/** Long runs of what random values are written in, and JWTs: whoever sends these where a name belongs has mixed something up. */
export function looksSecret(value: string): boolean {
  if (/eyJ[A-Za-z0-9_-]{8}/.test(value)) return true;
  return value
    .slice(0, 4096)
    .split(/[^A-Za-z0-9_+/=-]/)
    .some((run) => run.length >= 32 && /[0-9]/.test(run) && /[A-Z]/.test(run) && /[a-z]/.test(run));
}

type Show = (value: string) => string | undefined;

const asField =
  (field: 'scope' | 'clientId' | 'resource' | 'grantType' | 'responseType'): Show =>
  (value) =>
    shownFields({ [field]: value })[field];
const asWord: Show = (value) => (/^[A-Za-z0-9_.:/ -]{1,128}$/.test(value) ? value : undefined);
const asNumber: Show = (value) => (/^\d{1,10}$/.test(value) ? value : undefined);

/** Scheme and host: codes and tokens stand behind them. */
function asHost(value: string): string | undefined {
  const [scheme = '', rest] = value.slice(0, 512).split('://', 2);
  const host = rest?.split(/[/?#]/, 1)[0]?.split('@').at(-1);
  if (host === undefined || !/^[a-z][a-z0-9+.-]*$/i.test(scheme) || !/^[A-Za-z0-9.:[\]-]+$/.test(host))
    return undefined;
  return `${scheme}://${host}…`;
}

/** The types, and nothing that stands in them. */
function asDetailTypes(value: string): string | undefined {
  if (value.length > limits.body.most) return undefined;
  try {
    const details: unknown = JSON.parse(value);
    if (!Array.isArray(details)) return undefined;
    const types = details.slice(0, 20).map((detail) => typeOf(detail) ?? '(no type)');
    return `types: ${types.join(', ')}`;
  } catch {
    return undefined;
  }
}

function typeOf(detail: unknown): string | undefined {
  if (typeof detail !== 'object' || detail === null || !('type' in detail) || typeof detail.type !== 'string')
    return undefined;
  return looksSecret(detail.type) ? undefined : shownFields({ detailType: detail.type }).detailType;
}

/** The parameters whose values are harmless, and how each is shown. Of all others the name alone is kept. */
export const harmlessParameters: ReadonlyMap<string, Show> = new Map<string, Show>([
  ['grant_type', asField('grantType')],
  ['scope', asField('scope')],
  ['client_id', asField('clientId')],
  ['response_type', asField('responseType')],
  ['response_mode', asField('responseType')],
  ['prompt', asField('responseType')],
  ['display', asWord],
  ['code_challenge_method', asField('responseType')],
  ['redirect_uri', asHost],
  ['post_logout_redirect_uri', asHost],
  ['resource', asField('resource')],
  ['audience', asField('resource')],
  ['authorization_details', asDetailTypes],
  ['token_type_hint', asWord],
  ['requested_token_type', asWord],
  ['subject_token_type', asWord],
  ['actor_token_type', asWord],
  ['client_assertion_type', asWord],
  ['max_age', asNumber],
]);

/** `undefined`: only the name may be kept. */
export function shownParameterValue(name: string, value: string): string | undefined {
  const show = harmlessParameters.get(name);
  if (show === undefined) return undefined;
  const hides = name === 'client_id' || name === 'authorization_details' ? false : looksSecret(value);
  return hides ? undefined : show(value);
}
