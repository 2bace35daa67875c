import type { Trip, TripPage, TripQuery } from './trip.ts';

/** What the ring keeps; made into a {@link Trip} when somebody looks. */
export interface KeptTrip {
  readonly requestId: string;
  readonly lane: Lane;
  /** Counts up with each that is kept. */
  number: number;
  shown(): Trip;
}

/** Rings of their own, so that a flood of one kind pushes out nothing of another: `quiet` is what is asked all day and hardly ever interesting. */
export type Lane = 'answered' | 'refused' | 'lost' | 'quiet';

/** How many trips each ring holds. */
export const tripsKept: Readonly<Record<Lane, number>> = { answered: 200, refused: 200, lost: 50, quiet: 50 };

class Ring {
  readonly #kept: KeptTrip[] = [];
  readonly #size: number;
  #next = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** @returns the one whose place it takes. */
  add(kept: KeptTrip): KeptTrip | undefined {
    const before = this.#kept[this.#next];
    this.#kept[this.#next] = kept;
    this.#next = (this.#next + 1) % this.#size;
    return before;
  }

  all(): readonly KeptTrip[] {
    return this.#kept;
  }
}

interface Kept {
  /** How many there were, ever. */
  number: number;
  readonly rings: Readonly<Record<Lane, Ring>>;
}

/** The trips of the last requests of this process, in memory and nowhere else. */
export class Trips {
  /** `false`: nothing is recorded, and nothing will be. */
  readonly on: boolean;
  #kept: Kept;

  constructor(on: boolean, kept: Readonly<Record<Lane, number>> = tripsKept) {
    this.on = on;
    this.#kept = {
      number: 0,
      rings: {
        answered: new Ring(kept.answered),
        refused: new Ring(kept.refused),
        lost: new Ring(kept.lost),
        quiet: new Ring(kept.quiet),
      },
    };
  }

  /** Goes on where another has kept trips so far: both keep them in one place from now on. */
  takeOver(before: Trips): void {
    if (this.on && before.on) this.#kept = before.#kept;
  }

  /** @returns the one that it pushed out, which nobody holds any more. */
  add(kept: KeptTrip): KeptTrip | undefined {
    if (!this.on) return undefined;
    this.#kept.number += 1;
    kept.number = this.#kept.number;
    return this.#kept.rings[kept.lane].add(kept);
  }

  /** Newest first. */
  list(query: TripQuery = {}): TripPage {
    const { limit = 50, after } = query;
    const before = after === undefined || !/^\d{1,15}$/.test(after) ? Number.POSITIVE_INFINITY : Number(after);
    const items: Trip[] = [];
    let last = 0;
    for (const kept of this.#newestFirst()) {
      if (kept.number >= before) continue;
      const trip = kept.shown();
      if (!fits(trip, query)) continue;
      if (items.length === Math.min(200, Math.max(1, limit))) return { items, next: String(last) };
      items.push(trip);
      last = kept.number;
    }
    return { items };
  }

  find(requestId: string): Trip | undefined {
    return this.#newestFirst()
      .find((kept) => kept.requestId === requestId)
      ?.shown();
  }

  #newestFirst(): readonly KeptTrip[] {
    return Object.values(this.#kept.rings)
      .flatMap((ring) => ring.all())
      .sort((one, other) => other.number - one.number);
  }
}

function fits(trip: Trip, query: TripQuery): boolean {
  const { clientId, path, outcome, reason, requestId, since, until } = query;
  return (
    (clientId === undefined || trip.clientId === clientId) &&
    (path === undefined || trip.path === path) &&
    (outcome === undefined || trip.outcome === outcome) &&
    (reason === undefined || trip.refusal?.reason === reason) &&
    (requestId === undefined || trip.requestId === requestId) &&
    (since === undefined || trip.at >= since) &&
    (until === undefined || trip.at <= until)
  );
}
