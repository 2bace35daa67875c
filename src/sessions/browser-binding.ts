import { oauthError } from '../errors/oauth-error.ts';
import type { Cookies } from '../http/cookies.ts';
import { base64urlEncode, equalInConstantTime, hmacSha256, randomHandle, sha256 } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { interactionLifetime } from './interaction.ts';

/** A value for a form or a stored thing, and the cookies that must go out with it. */
export interface BoundToBrowser {
  readonly value: string;
  readonly cookies: readonly string[];
}

export interface BrowserBindingServices {
  readonly cookies: Cookies;
  readonly sealer: Sealer;
}

/** Whose form it is and the code that vouches for it, 16 and 32 bytes. */
const csrfToken = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;
/** Characters: a word and the id of an interaction. */
const longestPurpose = 100;

/** The interaction that a form is about, if it is about one. */
function interactionIn(purpose: string): string | undefined {
  return /^[a-z-]+:([A-Za-z0-9_-]{43})$/.exec(purpose)?.[1];
}

function cookieOf(interactionId: string): string {
  return sha256(`interaction cookie:${interactionId}`).slice(0, 10);
}

/** Ties interactions and forms to the one browser that began them. */
export class BrowserBinding {
  readonly #cookies: Cookies;
  /** The first makes tokens; the others, of the master secrets before, are good for forms that were shown then. */
  readonly #keys: readonly Uint8Array[];
  readonly #fresh = new WeakMap<HttpRequest, string>();

  constructor(services: BrowserBindingServices) {
    this.#cookies = services.cookies;
    this.#keys = services.sealer.deriveAll('form tokens');
  }

  /** The hash by which a browser is known; a new one gets its cookie with this answer. */
  browserOf(request: HttpRequest): BoundToBrowser {
    const { handle, cookies } = this.#handleOf(request);
    return { value: sha256(handle), cookies };
  }

  /**
   * For a browser that came without any cookie of ours: one more with the same handle, for this interaction alone. Several tabs may come so at once (a
   * browser that is started with them); each is given a handle, of which the last is kept.
   */
  interactionCookies(request: HttpRequest, interactionId: string): readonly string[] {
    const handle = this.#fresh.get(request);
    if (handle === undefined) return [];
    return [this.#cookies.write('browser', handle, interactionLifetime, cookieOf(interactionId))];
  }

  /** Whether the request comes from the browser with this hash. @param interactionId of what began there. */
  isBrowser(request: HttpRequest, browserHash: string, interactionId?: string): boolean {
    return this.#handles(request, interactionId).some((handle) => equalInConstantTime(sha256(handle), browserHash));
  }

  /** Whether the browser sent any cookie of ours: one that posts here from another site sends none (`SameSite=Lax`). */
  isKnown(request: HttpRequest): boolean {
    return this.#cookies.read(request, 'browser') !== undefined || this.#cookies.read(request, 'session') !== undefined;
  }

  /**
   * The value of a form's hidden field `csrf`: good for this browser, this user and this purpose alone.
   * @param purpose which form, and for what: `login:<interaction id>`.
   * @param subjectId who is signed in; `undefined`: nobody.
   */
  csrfToken(request: HttpRequest, purpose: string, subjectId: string | undefined): BoundToBrowser {
    const [own] = this.#handles(request, interactionIn(purpose));
    const { handle, cookies } = own === undefined ? this.#handleOf(request) : { handle: own, cookies: [] };
    const key = this.#keys[0]!;
    const owner = ownerOf(key, handle, subjectId);
    return { value: `${owner}.${codeOf(key, handle, owner, purpose)}`, cookies };
  }

  /**
   * Whether the form was made for whoever is signed in now, in this session or an earlier one. `false`: it was made in this browser, but somebody
   * signed in or out since, in another tab; it must not be acted upon.
   * @throws {OAuthError} `form.forged` (403).
   */
  verifyCsrfToken(
    request: HttpRequest,
    purpose: string,
    token: string | undefined,
    subjectId: string | undefined,
  ): boolean {
    // The purpose may come from the form as well.
    const [, owner, code] = purpose.length > longestPurpose ? [] : (csrfToken.exec(token ?? '') ?? []);
    if (owner === undefined || code === undefined) throw oauthError('form.forged', { detail: 'no token' });
    const handles = this.#handles(request, interactionIn(purpose));
    for (const key of this.#keys) {
      const handle = handles.find((one) => equalInConstantTime(code, codeOf(key, one, owner, purpose)));
      if (handle !== undefined) return equalInConstantTime(owner, ownerOf(key, handle, subjectId));
    }
    throw oauthError('form.forged', { detail: handles.length === 0 ? 'no cookie' : 'token' });
  }

  /** By which the browser may be known: in this interaction first. */
  #handles(request: HttpRequest, interactionId: string | undefined): readonly string[] {
    const own = interactionId === undefined ? undefined : cookieOf(interactionId);
    const handles = [own === undefined ? undefined : this.#cookies.read(request, 'browser', own)];
    handles.push(this.#cookies.read(request, 'browser'));
    return handles.filter((handle) => handle !== undefined);
  }

  #handleOf(request: HttpRequest): { readonly handle: string; readonly cookies: readonly string[] } {
    const known = this.#cookies.read(request, 'browser');
    if (known !== undefined) return { handle: known, cookies: [] };
    const handle = this.#fresh.get(request) ?? randomHandle();
    this.#fresh.set(request, handle);
    return { handle, cookies: [this.#cookies.write('browser', handle)] };
  }
}

function codeOf(key: Uint8Array, handle: string, owner: string, purpose: string): string {
  return base64urlEncode(hmacSha256(key, JSON.stringify([handle, owner, purpose])));
}

/** Tells one browser's users apart, and nothing of them. */
function ownerOf(key: Uint8Array, handle: string, subjectId = ''): string {
  return base64urlEncode(hmacSha256(key, JSON.stringify([handle, subjectId])).subarray(0, 16));
}
