import { redirectReply } from '../http/reply.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';

const ownPages = /^\/(?:grants|ciba|quickstart|device(?:\?user_code=[A-Za-z0-9-]{0,32})?)$/;

/** Where a direct sign-in leads: one of our own pages and never anywhere else (open redirect, RFC 9700 §4.11). */
export function safeReturn(wanted: string | undefined): string {
  return wanted !== undefined && ownPages.test(wanted) ? wanted : '/grants';
}

/** The page for devices, with a code that somebody brought; what does not look like one is left out. */
export function devicePath(userCode: string): string {
  return /^[A-Za-z0-9-]{1,32}$/.test(userCode) ? `/device?user_code=${userCode}` : '/device';
}

/** Sends somebody who is not signed in to the sign-in page, and back afterwards. */
export function signInFirst(base: string, returnTo: string, request: HttpRequest): HttpReply {
  const query = new URLSearchParams({ return: returnTo });
  const locales = /[?&]ui_locales=([^&]{1,200})/.exec(request.target)?.[1];
  if (locales !== undefined && /^[A-Za-z0-9 -]+$/.test(locales.replaceAll(/\+|%20/g, ' ')))
    query.set('ui_locales', locales.replaceAll(/\+|%20/g, ' '));
  return redirectReply(`${base}/login?${query}`);
}
