import type { AdminSettings } from '../../model/admin.ts';
import type { Clock } from '../../model/clock.ts';
import type { EventListener } from '../../operations/events.ts';
import type { Logger } from '../../operations/log.ts';
import { auditEntryId } from '../../stores/audit-entry-id.ts';
import { type AuditEntry, type Store, StoreUnavailableError } from '../../stores/contracts.ts';
import { entryOfEvent } from './entry-of-event.ts';
import { FloodLimit, type LeftOut } from './flood-limit.ts';
import { isKept } from './kept-events.ts';

export interface AuditTrailServices {
  readonly store: { readonly audit: Pick<Store['audit'], 'append'> };
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: AdminSettings['audit'];
}

/** Entries that wait for the store; of more the newest are left out, and counted. */
const mostWaiting = 10_000;
const mostAtOnce = 500;
const gatherMs = 100;
const shortestRetryMs = 500;
const longestRetryMs = 30_000;
/** How long the end of the server waits. */
const graceMs = 5000;
/** How often it is looked whether a flood has ended. */
const watchMs = 60_000;

/**
 * Keeps events in the store, behind the back of whoever caused them: nobody waits for it, and a store that is away loses nothing but what is beyond
 * {@link mostWaiting}; the line of the log is written in any case. What a flood left out is an entry of its own, `AuditEntriesLeftOut`.
 */
export class AuditTrail {
  readonly #services: AuditTrailServices;
  readonly #waiting: AuditEntry[] = [];
  readonly #flood = new FloodLimit();
  #overflow: { count: number; readonly from: number } | undefined;
  #writing: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #isHurried = false;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(services: AuditTrailServices) {
    this.#services = services;
  }

  /** For `Events.listen`. */
  readonly listener: EventListener = (event, context) => {
    const { settings, clock } = this.#services;
    if (!isKept(event, settings.store)) return;
    const now = clock.now();
    this.#noteFloods(now);
    if (!this.#flood.takes(event.type, now)) {
      this.#watch ??= setInterval(() => this.#noteFloods(this.#services.clock.now()), watchMs).unref();
      return;
    }
    this.#add(entryOfEvent(event, context, { now, retention: settings.retention }));
  };

  /** Writes what waits, now: resolves when it is written, or the store refused it once more. */
  async flush(): Promise<void> {
    this.#noteFloods(this.#services.clock.now());
    await this.#hurry();
    this.#begin();
  }

  /** With the end of the server: what floods have left out is told of, and all is written. */
  async stop(): Promise<void> {
    clearInterval(this.#watch);
    this.#noteFloods(Number.POSITIVE_INFINITY);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.#hurry(), timeout]).finally(() => clearTimeout(timer));
    if (this.#waiting.length === 0) return;
    this.#services.log.error('audit entries could not be kept: they stand in the log alone', {
      count: this.#waiting.length,
    });
  }

  #noteFloods(now: number): void {
    for (const leftOut of this.#flood.ended(now)) this.#add(this.#entryOf(leftOut));
  }

  #add(entry: AuditEntry): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#overflow ??= { count: 0, from: entry.at };
      this.#overflow.count += 1;
    } else {
      this.#waiting.push(entry);
    }
    this.#begin();
  }

  async #hurry(): Promise<void> {
    this.#isHurried = true;
    this.#wake?.();
    this.#begin();
    await this.#writing;
    this.#isHurried = false;
  }

  #begin(): void {
    if (this.#writing !== undefined || this.#waiting.length === 0) return;
    this.#writing = this.#write();
  }

  async #write(): Promise<void> {
    await this.#pause(gatherMs);
    try {
      await this.#writeAll();
    } finally {
      // In the same step in which nothing was waiting: the next entry begins anew.
      this.#writing = undefined;
    }
  }

  async #writeAll(): Promise<void> {
    let retryMs = shortestRetryMs;
    let isAway = false;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, mostAtOnce);
      try {
        await this.#append(batch);
      } catch (cause) {
        if (!isAway) this.#services.log.warn('audit entries wait: the store cannot be written', { cause });
        isAway = true;
        if (this.#isHurried) return;
        await this.#pause(retryMs);
        retryMs = Math.min(retryMs * 2, longestRetryMs);
        continue;
      }
      retryMs = shortestRetryMs;
      this.#waiting.splice(0, batch.length);
      this.#noteOverflow();
      // Others have their turn; and more may have come by then.
      if (this.#waiting.length > 0 && this.#waiting.length < mostAtOnce) await this.#pause(gatherMs);
    }
  }

  /** @throws {StoreUnavailableError} What the store takes alone, but not together with others, is written alone; what it never takes is left to the log. */
  async #append(batch: readonly AuditEntry[]): Promise<void> {
    const { store, log } = this.#services;
    try {
      await store.audit.append(batch);
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      for (const entry of batch) {
        await store.audit.append([entry]).catch((cause: unknown) => {
          if (cause instanceof StoreUnavailableError) throw cause;
          log.error('an audit entry cannot be kept', { type: entry.type, cause });
        });
      }
    }
  }

  #noteOverflow(): void {
    if (this.#overflow === undefined) return;
    const { count, from } = this.#overflow;
    this.#overflow = undefined;
    this.#add(this.#entryOf({ of: '*', count, from, until: this.#services.clock.now() }));
  }

  #entryOf(leftOut: LeftOut): AuditEntry {
    const { clock, settings } = this.#services;
    const at = clock.now();
    return {
      entryId: auditEntryId(at),
      at,
      type: 'AuditEntriesLeftOut',
      subjectId: null,
      clientId: null,
      actor: null,
      expiresAt: at + settings.retention,
      facts: { ...leftOut },
    };
  }

  /** Also over as soon as somebody is in a hurry. */
  async #pause(ms: number): Promise<void> {
    if (this.#isHurried) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
