import type { TripQuery } from '../trip.ts';

const longest = 256;

/**
 * A query as a form or an address spells it; what is malformed is left out.
 * @param now epoch seconds, from which `minutes` count back.
 */
export function tripQueryOf(parameters: URLSearchParams, now = Math.floor(Date.now() / 1000)): TripQuery {
  const text = (name: string) => {
    const value = parameters.get(name)?.trim();
    return value === undefined || value === '' || value.length > longest ? undefined : value;
  };
  const number = (name: string) => {
    const value = text(name);
    return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
  };
  const outcome = text('outcome');
  const minutes = number('minutes');
  return {
    clientId: text('clientId'),
    path: text('path'),
    outcome: outcome === 'answered' || outcome === 'refused' ? outcome : undefined,
    reason: text('reason'),
    requestId: text('requestId'),
    since: number('since') ?? (minutes === undefined ? undefined : now - 60 * minutes),
    until: number('until'),
    after: text('after'),
    limit: number('limit'),
  };
}
