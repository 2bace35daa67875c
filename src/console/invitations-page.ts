import { z } from 'zod';
import { AdminProblem } from '../admin/problem.ts';
import type { RegistrationTokenAdministration } from '../admin/registration-token-administration.ts';
import type { Settings } from '../model/settings.ts';
import { type Html, html } from '../pages/document.ts';
import { checkedInput } from './checked-input.ts';
import type { ConsolePage, ConsoleRequest } from './page.ts';
import { problemList } from './problem-view.ts';
import type { View } from './view.ts';

export interface InvitationServices {
  readonly settings: Pick<Settings, 'clientRegistration'>;
  readonly registrationTokens: Pick<RegistrationTokenAdministration, 'create'>;
  formatTime(at: number): string;
}

const day = 86_400;
const invitation = z.strictObject({
  uses: z.coerce.number().int().min(1).max(999_999),
  days: z.coerce.number().int().min(1).max(3650),
});

/** `/invitations`: initial access tokens (RFC 7591 §3), with which clients register themselves. */
export function invitationsPage({ settings, registrationTokens, formatTime }: InvitationServices): ConsolePage {
  const { mode } = settings.clientRegistration;
  return {
    path: '/invitations',
    show: async (request) => view(request),
    async act(request, form) {
      try {
        const { uses, days } = checkedInput(invitation, { uses: form.get('uses') ?? '', days: form.get('days') ?? '' });
        const made = await registrationTokens.create(uses, days * day, request.caller);
        return {
          title: 'A new invitation',
          section: 'clients',
          body: html`<p class="warning">This is the only time that it is shown.</p><p><code id="invitation" class="secret">${made.initialAccessToken}</code></p>
<p>${uses === 1 ? 'One client' : `${uses} clients`} can register with it until ${formatTime(made.expiresAt)}: it is the bearer token of the registration.</p>`,
        };
      } catch (error) {
        if (!(error instanceof AdminProblem && error.problem === 'invalid')) throw error;
        return view(request, problemList(error.errors, error.detail));
      }
    },
  };

  function view({ fields }: ConsoleRequest, problem?: Html): View {
    return {
      title: 'Invitations to register',
      section: 'clients',
      status: problem === undefined ? 200 : 422,
      body: html`${problem ?? ''}${
        mode === 'initialAccessToken'
          ? html`<form class="narrow" method="post" action="/invitations">${fields('/invitations')}
<label for="uses">How many clients may register with it</label><input id="uses" name="uses" type="number" min="1" value="1">
<label for="days">For how many days</label><input id="days" name="days" type="number" min="1" value="7">
<div class="buttons"><button id="invite" class="primary" type="submit">Make an invitation</button></div></form>`
          : html`<p class="empty">${inWords[mode]}</p>`
      }`,
    };
  }
}

const inWords = {
  off: 'No client can register itself: clientRegistration.mode is off.',
  open: 'Clients need no invitation: clientRegistration.mode is open.',
  initialAccessToken: '',
} as const;
