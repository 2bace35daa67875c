import { html } from '../pages/document.ts';
import { address } from './page.ts';
import type { View } from './view.ts';

/** Pages for people who are not signed in here. */
export const signedOutView: View = {
  title: 'Signed out',
  body: html`<p>You are signed out, here and at the sign-in page.</p>
<p class="buttons"><a id="sign-in" class="button" href="/sign-in">Sign in again</a></p>`,
};

/** A form came from somebody who is not signed in any more. */
export const outdatedView: View = {
  title: 'You are signed out',
  status: 401,
  body: html`<p id="outdated">Nothing was changed: your sign-in has ended. Sign in, go back to the form, and send it once more.</p>
<p class="buttons"><a id="sign-in" class="button" href="/sign-in">Sign in</a></p>`,
};

export const notFoundView: View = {
  title: 'There is no such page',
  status: 404,
  body: html`<p>Choose one above.</p>`,
};

/** @param name of who is signed in at the issuer. */
export function refusedView(name: string): View {
  return {
    title: 'Not for you',
    status: 403,
    body: html`<p id="refused">You are signed in as <strong>${name}</strong>, who is not an administrator of this server.</p>
<p class="buttons"><a id="another" class="button" href="/sign-in?as=another">Sign in as somebody else</a></p>`,
  };
}

export function failedSignInView(problem: string, returnTo: string): View {
  const again = address('/sign-in', { return: returnTo === '/' ? undefined : returnTo });
  return {
    title: 'You are not signed in',
    status: 400,
    body: html`<p id="problem" class="problem" role="alert">${problem}</p>
<p class="buttons"><a id="sign-in" class="button" href="${again}">Try again</a></p>`,
  };
}
