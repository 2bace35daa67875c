import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';

/** The server's cookies. Each holds a random handle and nothing else. */
export type CookieName = 'session' | 'browser';

const attributes = 'Path=/; HttpOnly; SameSite=Lax';

/**
 * Reads and writes the server's cookies: `mintmark-session`, and `mintmark-browser`, which tells browsers apart before anybody signed in.
 * Under an https issuer they are `Secure` and carry the prefix `__Host-`, so that no neighbouring host can plant them (RFC 6265bis §4.1.3.2).
 * Browsers do not keep ports or paths apart: issuers that have one get names of their own.
 */
export class Cookies {
  readonly #prefix: string;
  readonly #secure: boolean;

  constructor(issuer: string) {
    const url = new URL(issuer);
    this.#secure = url.protocol === 'https:';
    const place = `${url.port} ${url.pathname}`.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
    this.#prefix = `${this.#secure ? '__Host-' : ''}${['mintmark', ...place].join('-')}-`;
  }

  /** The name on the wire. */
  name(cookie: CookieName): string {
    return this.#prefix + cookie;
  }

  /** The handle in a request's cookie; `undefined` if there is none, or if it is no handle of ours. */
  read(request: HttpRequest, cookie: CookieName): string | undefined {
    const header = request.header('cookie');
    if (header === undefined || header.length > limits.headers.most) return undefined;
    const wanted = `${this.name(cookie)}=`;
    // Never at a comma: browsers keep one inside a value, and any neighbouring host may set a cookie of another name, prefix or not.
    // Several cookie headers of HTTP/2 arrive joined by `; ` (RFC 9113 §8.2.3).
    const values = header
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(wanted))
      .map((pair) => pair.slice(wanted.length));
    // Two of one name: one of them was planted, and nothing tells which.
    return values.length === 1 && /^[A-Za-z0-9_-]{43}$/.test(values[0]!) ? values[0] : undefined;
  }

  /** A `Set-Cookie` value; the cookie goes when the browser is closed. */
  write(cookie: CookieName, handle: string): string {
    return `${this.name(cookie)}=${handle}; ${attributes}${this.#secure ? '; Secure' : ''}`;
  }

  /** A `Set-Cookie` value that removes the cookie. */
  clear(cookie: CookieName): string {
    return `${this.name(cookie)}=; ${attributes}${this.#secure ? '; Secure' : ''}; Max-Age=0`;
  }
}

/** The header of {@link Cookies.write}'s values, to be spread into a reply's headers. */
export function cookieHeaders(cookies: readonly string[]): { readonly 'set-cookie'?: readonly string[] } {
  return cookies.length === 0 ? {} : { 'set-cookie': cookies };
}
