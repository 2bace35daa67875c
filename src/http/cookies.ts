import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';

/** The server's cookies: two with a random handle, and sealed ones: `known`, and those of the console, on its own origin. */
export type CookieName = 'session' | 'browser' | 'known' | 'console' | 'console-sign-in';

const attributes: Readonly<Record<CookieName, string>> = {
  session: 'Path=/; HttpOnly; SameSite=Lax',
  browser: 'Path=/; HttpOnly; SameSite=Lax',
  // Only our own pages send it.
  known: 'Path=/; HttpOnly; SameSite=Strict',
  console: 'Path=/; HttpOnly; SameSite=Lax',
  // Comes back with a redirection from the issuer, which may be another site.
  'console-sign-in': 'Path=/; HttpOnly; SameSite=Lax',
};
const handle = /^[A-Za-z0-9_-]{43}$/;
const sealed = /^[A-Za-z0-9_-]{64,1500}$/;
const values: Readonly<Record<CookieName, RegExp>> = {
  session: handle,
  browser: handle,
  known: sealed,
  console: sealed,
  'console-sign-in': sealed,
};

/**
 * Reads and writes the server's cookies: `mintmark-session`; `mintmark-browser`, which tells browsers apart before anybody signed in;
 * `mintmark-known`, which tells who signed in in this browser before; and `mintmark-console`, with which the console knows its administrator.
 * Under an https issuer they are `Secure` and carry the prefix `__Host-`, so that no neighbouring host can plant them (RFC 6265bis §4.1.3.2).
 * Browsers do not keep ports or paths apart: issuers that have one get names of their own, of which no two are alike: a `.` for each `/`, and `_` with the code
 * of any other character than letters, digits and `-`.
 */
export class Cookies {
  readonly #prefix: string;
  readonly #secure: boolean;

  /** @param base address of the pages: the issuer, or that of the admin port. */
  constructor(base: string) {
    const url = new URL(base);
    this.#secure = url.protocol === 'https:';
    const port = url.port === '' ? '' : `-${url.port}`;
    const path = url.pathname.replace(/\/$/, '').replace(/[^A-Za-z0-9/-]/g, (character) => `_${hex(character)}`);
    this.#prefix = `${this.#secure ? '__Host-' : ''}mintmark${port}${path.replaceAll('/', '.')}-`;
  }

  /** The name on the wire. @param which tells several of a kind apart; absent: the one. */
  name(cookie: CookieName, which?: string): string {
    return `${this.#prefix}${cookie}${which === undefined ? '' : `-${which}`}`;
  }

  /** The value of a request's cookie; `undefined` if there is none, or if it does not look like one of ours. */
  read(request: HttpRequest, cookie: CookieName, which?: string): string | undefined {
    const header = request.header('cookie');
    if (header === undefined || header.length > limits.headers.most) return undefined;
    const wanted = `${this.name(cookie, which)}=`;
    // Never at a comma: browsers keep one inside a value, and any neighbouring host may set a cookie of another name, prefix or not.
    // Several cookie headers of HTTP/2 arrive joined by `; ` (RFC 9113 §8.2.3).
    const found = header
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(wanted))
      .map((pair) => pair.slice(wanted.length));
    // Two of one name: one of them was planted, and nothing tells which.
    return found.length === 1 && values[cookie].test(found[0]!) ? found[0] : undefined;
  }

  /** A `Set-Cookie` value. @param lifetime seconds; absent: the cookie goes when the browser is closed. */
  write(cookie: CookieName, value: string, lifetime?: number, which?: string): string {
    return `${this.#line(cookie, value, which)}${lifetime === undefined ? '' : `; Max-Age=${lifetime}`}`;
  }

  /** A `Set-Cookie` value that removes the cookie. */
  clear(cookie: CookieName, which?: string): string {
    return `${this.#line(cookie, '', which)}; Max-Age=0`;
  }

  #line(cookie: CookieName, value: string, which?: string): string {
    return `${this.name(cookie, which)}=${value}; ${attributes[cookie]}${this.#secure ? '; Secure' : ''}`;
  }
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}

/** The header of {@link Cookies.write}'s values, to be spread into a reply's headers. */
export function cookieHeaders(cookies: readonly string[]): { readonly 'set-cookie'?: readonly string[] } {
  return cookies.length === 0 ? {} : { 'set-cookie': cookies };
}
