import type { HttpReply, HttpRequest } from '../model/http-message.ts';

/**
 * Whether a request names the console's own host: a page whose name leads to this address (DNS rebinding) is of the browser's opinion that it may read
 * what is answered to it.
 */
export function namesOwnHost(request: HttpRequest, url: string): boolean {
  return request.header('host')?.toLowerCase() === new URL(url).host;
}

/** RFC 9110 §15.5.20. */
export const misdirected: HttpReply = {
  status: 421,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'The console is at the address that admin.url names.\n',
};
