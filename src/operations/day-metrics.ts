import type { Clock } from '../model/clock.ts';
import type { ServerEvent } from './events.ts';
import { grantLabel } from './grant-label.ts';
import type { RequestObservation } from './metrics.ts';

/** Seconds that one slot covers. */
export const slotSeconds = 300;
/** How many are kept: a day. */
export const slotsKept = 288;

/** What happened in one slot. Plain data, which one process may send to another. */
export interface DaySlot {
  /** Epoch seconds at which it begins. */
  readonly at: number;
  readonly requests: number;
  /** Token responses by grant type, extension grants as one. */
  readonly tokens: Readonly<Record<string, number>>;
  /** Refusals by reason (`errors/reasons.ts`). */
  readonly refusals: Readonly<Record<string, number>>;
  readonly signIns: number;
  readonly failedSignIns: number;
  /** Requests by the time they took, for {@link quantileOf}. */
  readonly latency: readonly number[];
}

interface OpenSlot {
  at: number;
  requests: number;
  tokens: Record<string, number>;
  refusals: Record<string, number>;
  signIns: number;
  failedSignIns: number;
  latency: number[];
}

/** Upper ends of the latency buckets in seconds, from a quarter of a millisecond to more than a minute. */
const latencyBounds: readonly number[] = Array.from({ length: 32 }, (_, index) => 0.00025 * 1.5 ** index);

/** Nothing that a person or client waits for. */
const unmeasured = /^\/health\//;
/** Its refusals mostly go back to the client, so that they are told of by an event alone. */
const authorizePath = '/connect/authorize';

/** The last day in memory, for whoever looks at it: no label holds anything that a client chose. */
export class DayMetrics {
  readonly #clock: Clock;
  /** Oldest first; slots in which nothing happened are left out. */
  #kept: { slots: OpenSlot[] } = { slots: [] };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A request was answered. */
  observe({ endpoint, reason, seconds }: RequestObservation): void {
    if (unmeasured.test(endpoint)) return;
    const slot = this.#current();
    slot.requests += 1;
    const found = latencyBounds.findIndex((bound) => seconds <= bound);
    const bucket = found < 0 ? latencyBounds.length : found;
    slot.latency[bucket] = (slot.latency[bucket] ?? 0) + 1;
    if (reason !== 'none' && endpoint !== authorizePath) count(slot.refusals, reason);
  }

  /** Something happened. */
  note(event: ServerEvent): void {
    if (event.type === 'TokenIssued') count(this.#current().tokens, grantLabel(event.grantType));
    else if (event.type === 'AuthorizationRefused') count(this.#current().refusals, event.reason);
    else if (event.type === 'UserSignedIn') this.#current().signIns += 1;
    else if (event.type === 'UserSignInFailed') this.#current().failedSignIns += 1;
  }

  /** The day up to now, oldest first, one for each slot of time. */
  day(): readonly DaySlot[] {
    const last = this.#startOf(this.#clock.now());
    const known = new Map(this.#kept.slots.map((slot) => [slot.at, slot]));
    return Array.from({ length: slotsKept }, (_, index) => {
      const at = last - (slotsKept - 1 - index) * slotSeconds;
      return known.get(at) ?? emptySlot(at);
    });
  }

  /** Goes on with what another one noted, which goes on with it too: with a reload both are in use for a while. */
  share(other: DayMetrics): void {
    this.#kept = other.#kept;
  }

  /** What was noted since this was called last, which is forgotten here: for a process that tells another. */
  take(): readonly DaySlot[] {
    const taken = this.#kept.slots;
    this.#kept.slots = [];
    return taken;
  }

  /** Adds what another process noted. */
  add(slots: readonly DaySlot[]): void {
    for (const from of slots) addTo(this.#slotAt(from.at), from);
  }

  #startOf(at: number): number {
    return at - (at % slotSeconds);
  }

  #current(): OpenSlot {
    return this.#slotAt(this.#startOf(this.#clock.now()));
  }

  #slotAt(at: number): OpenSlot {
    const known = this.#kept.slots.findLast((slot) => slot.at === at);
    if (known !== undefined) return known;
    const made = emptySlot(at);
    this.#kept.slots = [...this.#kept.slots, made].sort((a, b) => a.at - b.at).slice(-slotsKept);
    return made;
  }
}

/** The time in seconds within which that share of the requests was answered, to a bucket; `undefined` without requests. */
export function quantileOf(latency: readonly number[], share: number): number | undefined {
  const total = latency.reduce((sum, value) => sum + value, 0);
  if (total === 0) return undefined;
  let passed = 0;
  const bucket = latency.findIndex((value) => {
    passed += value;
    return passed >= share * total;
  });
  return latencyBounds[bucket] ?? latencyBounds.at(-1)!;
}

/** Several slots as one, from the instant of the first. */
export function sumOf(slots: readonly DaySlot[]): DaySlot {
  const sum = emptySlot(slots[0]?.at ?? 0);
  for (const slot of slots) addTo(sum, slot);
  return sum;
}

function emptySlot(at: number): OpenSlot {
  return {
    at,
    requests: 0,
    tokens: {},
    refusals: {},
    signIns: 0,
    failedSignIns: 0,
    latency: new Array<number>(latencyBounds.length + 1).fill(0),
  };
}

function addTo(slot: OpenSlot, from: DaySlot): void {
  slot.requests += from.requests;
  slot.signIns += from.signIns;
  slot.failedSignIns += from.failedSignIns;
  for (const [name, value] of Object.entries(from.tokens)) count(slot.tokens, name, value);
  for (const [name, value] of Object.entries(from.refusals)) count(slot.refusals, name, value);
  from.latency.forEach((value, bucket) => {
    slot.latency[bucket] = (slot.latency[bucket] ?? 0) + value;
  });
}

function count(into: Record<string, number>, name: string, value = 1): void {
  into[name] = (into[name] ?? 0) + value;
}
