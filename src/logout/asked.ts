import { base64urlDecode, base64urlEncode } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';
import { type FormParameters, formParameters } from '../model/form-parameters.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import {
  type IdentityTokenHint,
  type IdentityTokenHintServices,
  readIdentityTokenHint,
} from '../tokens/identity-token-hint.ts';

/** What a client asked at the end session endpoint, its ID token read. */
export interface AskedLogout {
  readonly parameters: FormParameters;
  /** Absent: none was sent. */
  readonly hint?: IdentityTokenHint | 'wrong' | undefined;
}

export interface AskedLogoutServices extends IdentityTokenHintServices {
  readonly sealer: Sealer;
}

/** What of a request goes on its way, beside the ID token. */
const carriedNames = ['client_id', 'post_logout_redirect_uri', 'state', 'logout_hint', 'ui_locales'] as const;
/** Seconds: for a browser to come back, or a person to decide. */
const carriedLifetime = 3600;
/** Of an address with all headers (`limits.headers`) in characters of base64url. */
const longestCarried = 14_000;
const sealContext = 'end-session';

interface Carried {
  readonly parameters: Readonly<Record<string, string>>;
  readonly hint?:
    | { readonly clientId: string; readonly shownSubject: string; readonly sessionId?: string | undefined }
    | 'wrong'
    | undefined;
  readonly until: number;
}

/** Reads what came plain, or was carried here by {@link carriedLogout} (parameter `carried`). */
export async function readAskedLogout(
  parameters: FormParameters,
  services: AskedLogoutServices,
  context: RequestContext,
): Promise<AskedLogout> {
  const sealed = parameters.get('carried');
  if (sealed !== undefined) return opened(sealed, services, context);
  const token = parameters.get('id_token_hint');
  if (token === undefined) return { parameters };
  return { parameters, hint: (await readIdentityTokenHint(token, services, context)) ?? 'wrong' };
}

/**
 * The request as parameters of an address: what was understood of it, sealed. Neither the history of a browser nor the log of a proxy gets to see an
 * ID token, or whom it is about (RFC 9700 §4.2.4 in spirit). `undefined`: nothing was asked.
 */
export function carriedLogout(
  { parameters, hint }: AskedLogout,
  { sealer }: Pick<AskedLogoutServices, 'sealer'>,
  context: RequestContext,
): { readonly carried: string } | undefined {
  const kept = carriedNames.flatMap((name) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (kept.length === 0 && hint === undefined) return undefined;
  const seal = (entries: typeof kept) => {
    const content: Carried = {
      parameters: Object.fromEntries(entries),
      hint: typeof hint === 'object' ? hintIn(hint) : hint,
      until: context.now + carriedLifetime,
    };
    return base64urlEncode(sealer.seal(new TextEncoder().encode(JSON.stringify(content)), sealContext));
  };
  const carried = seal(kept);
  // What no browser could send back as an address is of no use; the sign-out itself is.
  return { carried: carried.length > longestCarried ? seal(kept.filter(([name]) => name !== 'state')) : carried };
}

function hintIn({ client: { clientId }, shownSubject, sessionId }: IdentityTokenHint): Carried['hint'] {
  return { clientId, shownSubject, sessionId };
}

async function opened(
  sealed: string,
  { sealer, clients }: AskedLogoutServices,
  context: RequestContext,
): Promise<AskedLogout> {
  const carried = unsealed(sealed, sealer);
  if (carried === undefined || carried.until <= context.now) return { parameters: formParameters({}), hint: 'wrong' };
  const parameters = formParameters(carried.parameters);
  const { hint } = carried;
  if (hint === undefined || hint === 'wrong') return { parameters, hint };
  const client = await clients.findEnabled(hint.clientId);
  const { shownSubject, sessionId } = hint;
  return { parameters, hint: client === undefined ? 'wrong' : { client, shownSubject, sessionId } };
}

function unsealed(sealed: string, sealer: Sealer): Carried | undefined {
  const bytes = sealed.length > limits.headers.most ? undefined : base64urlDecode(sealed);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(sealer.unseal(bytes, sealContext))) as Carried;
  } catch {
    return undefined;
  }
}
