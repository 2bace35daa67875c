import type { ServerEvent } from '../../operations/events.ts';
import type { TripEvent } from '../trip.ts';

const longest = 200;

/** An event in words; events hold no secret (`operations/events.ts`). */
export function shownEvent(event: ServerEvent, atMs: number): TripEvent {
  const facts = Object.entries(event).flatMap(([name, value]) => {
    if (name === 'type' || value === undefined) return [];
    // Those of a refusal are as they may be shown.
    if (name === 'fields') {
      return Object.entries(value).map(([field, text]) => ({ name: field, value: String(text) }));
    }
    const text = Array.isArray(value) ? value.join(' ') : String(value);
    return [{ name, value: text.length > longest ? `${text.slice(0, longest)}…` : text }];
  });
  return { type: event.type, atMs, facts };
}
