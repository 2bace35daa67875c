import type { Cookies } from '../http/cookies.ts';
import { base64urlDecode, base64urlEncode, randomId, sha256 } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import { usernameKey } from '../stores/username-key.ts';

export interface KnownBrowserServices {
  readonly cookies: Cookies;
  readonly sealer: Sealer;
}

/** An account that signed in in this browser: the hash of its name, the browser's id for it, and until when (epoch seconds). */
type Known = readonly [account: string, browser: string, until: number];

const lifetime = 90 * 86_400;
/** Of more than that the one that signed in longest ago is forgotten. */
const mostAccounts = 5;
const sealContext = 'known-browser';

/**
 * Browsers in which an account signed in before, by a sealed cookie. It is no credential and signs nobody in: it spares its browser when strangers
 * guess at that account, which they cannot do in its name (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
 */
export class KnownBrowsers {
  readonly #services: KnownBrowserServices;

  constructor(services: KnownBrowserServices) {
    this.#services = services;
  }

  /** Names this browser where that account signed in in it before; else `undefined`. @param username bounded. */
  idFor(request: HttpRequest, username: string, context: RequestContext): string | undefined {
    const account = accountOf(username);
    return this.#known(request, context).find(([known]) => known === account)?.[1];
  }

  /** The account signed in here: the `Set-Cookie` value that must go out with the answer. */
  remember(request: HttpRequest, username: string, context: RequestContext): string {
    const account = accountOf(username);
    const known = this.#known(request, context);
    const browser = known.find(([name]) => name === account)?.[1] ?? randomId();
    const others = known.filter(([name]) => name !== account).slice(0, mostAccounts - 1);
    const all: readonly Known[] = [[account, browser, context.now + lifetime], ...others];
    const sealed = this.#services.sealer.seal(new TextEncoder().encode(JSON.stringify(all)), sealContext);
    return this.#services.cookies.write('known', base64urlEncode(sealed), lifetime);
  }

  #known(request: HttpRequest, context: RequestContext): readonly Known[] {
    const { cookies, sealer } = this.#services;
    const bytes = base64urlDecode(cookies.read(request, 'known') ?? '');
    if (bytes === undefined || bytes.length === 0) return [];
    try {
      const known = JSON.parse(new TextDecoder().decode(sealer.unseal(bytes, sealContext))) as readonly Known[];
      return known.filter(([, , until]) => until > context.now);
    } catch {
      // Of another server, or of before a change of the secret.
      return [];
    }
  }
}

function accountOf(username: string): string {
  return sha256(`known-browser:${usernameKey(username)}`).slice(0, 22);
}
