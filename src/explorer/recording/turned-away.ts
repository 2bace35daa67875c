import type { TurnedAway } from '../../http/turned-away.ts';
import { randomId } from '../../keys/digest.ts';
import type { TripRefusal } from '../trip.ts';
import type { KeptTrip } from '../trips.ts';
import { shownPath } from './shown-path.ts';

const refusal = (section: string, likelyCause: string, setting = 'none'): TripRefusal => ({
  section,
  likelyCause,
  setting,
  fields: [],
});

const refusals: Readonly<Record<TurnedAway['status'], TripRefusal>> = {
  400: refusal('RFC 9112 §3.2', 'It was no HTTP message, had two Host headers, or one that no address has.'),
  408: refusal(
    'RFC 9110 §15.5.9',
    'Its headers or its body took too long: a slow client, or a connection opened for nothing.',
  ),
  421: refusal(
    'RFC 9110 §15.5.20',
    'It names a host that this server is not: in development only this machine and the host of the issuer are answered, since any page could send others here.',
    'issuer',
  ),
  431: refusal(
    'RFC 6585 §5',
    'Its headers are larger than is taken: cookies of other applications on this host, or a token of unusual size.',
  ),
  503: refusal(
    'RFC 9110 §15.6.4',
    'More requests were being answered at once than is allowed.',
    'listen.maximumInFlight',
  ),
};

/** @param at epoch seconds. */
export function turnedAwayTrip({ status, method, target }: TurnedAway, at: number): KeptTrip {
  const requestId = randomId();
  const path = target === undefined ? '(none)' : shownPath(target);
  return {
    requestId,
    number: 0,
    lane: 'lost',
    shown: () => ({
      requestId,
      at,
      method: method !== undefined && /^[A-Z]{1,10}$/.test(method) ? method : '(none)',
      path,
      durationMs: 0,
      status,
      outcome: 'refused',
      parameters: [],
      steps: [],
      storeCalls: [],
      seams: [],
      events: [],
      refusal: refusals[status],
      isBrief: true,
      leftOut: 0,
    }),
  };
}
