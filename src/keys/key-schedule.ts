import type { SigningSettings } from '../model/settings.ts';
import { sha256Bytes } from './digest.ts';
import type { KeyRecord } from './key-store.ts';

/** When a key comes and goes: announced from `createdAt`, signs from `activeAt` to `retiringAt`, published until `retiredAt`. */
export type KeyInstants = Pick<KeyRecord, 'activeAt' | 'retiringAt' | 'retiredAt'>;

export interface ScheduledKey extends KeyInstants {
  readonly keyId: string;
  readonly algorithm: string;
  readonly createdAt: number;
  /** Whether this node could unseal it. Another node's key that it cannot is neither published nor used here. */
  readonly usable: boolean;
}

export interface KeyCreation {
  readonly algorithm: string;
  /** Nodes that see the same keys choose the same slot, so that one of them wins. 31 bits, positive. */
  readonly slot: number;
  readonly createdAt: number;
  readonly instants: KeyInstants;
}

/** What is to be done to the stored keys, in this order. All empty: nothing. */
export interface KeyPlan {
  readonly create: readonly KeyCreation[];
  readonly change: readonly { readonly keyId: string; readonly instants: KeyInstants }[];
  readonly remove: readonly string[];
}

type Durations = Omit<SigningSettings, 'algorithms'>;

/**
 * Decides from the keys, the time and the settings alone which keys must be made, moved and removed, so that all nodes decide
 * alike. Repeated until it finds nothing to do, it leaves for each algorithm one signing key, and from `propagationTime` before
 * that one retires a published successor.
 *
 * - Nothing to sign with: a waiting successor is activated at once, else a new key signs at once.
 * - The newest key retires within `propagationTime`: a successor is created that becomes active when that key retires, but not
 *   before it was announced for `propagationTime`.
 * - A successor that was announced late (the server was off): the key before it signs on until then.
 */
export function planKeys(keys: readonly ScheduledKey[], now: number, settings: SigningSettings): KeyPlan {
  const create: KeyCreation[] = [];
  const change: { keyId: string; instants: KeyInstants }[] = [];
  for (const algorithm of new Set(settings.algorithms)) {
    const all = keys.filter((key) => key.algorithm === algorithm);
    const chain = chainOf(all, now);
    const last = chain.at(-1);
    const current = signingKeyAt(chain, now);
    if (last === undefined || current === undefined) {
      create.push({ algorithm, slot: slotAfter(all), createdAt: now, instants: instantsFrom(now, settings) });
      continue;
    }
    if (current.activeAt > now) {
      change.push({ keyId: current.keyId, instants: { ...instantsOf(current), activeAt: now } });
      continue;
    }
    if (last.retiringAt - settings.propagationTime <= now) {
      create.push(successorOf(last, slotAfter(all), now, settings));
      continue;
    }
    // A later key is there (the newest one does not retire yet), so that the current one need only last until it is active.
    const next = chain.find((key) => key !== current && key.retiringAt > current.retiringAt);
    if (next !== undefined && next.activeAt > current.retiringAt && next.activeAt > now) {
      change.push({ keyId: current.keyId, instants: endingAt(current, next.activeAt, settings) });
    }
  }
  return { create, change, remove: keys.filter((key) => key.retiredAt <= now).map((key) => key.keyId) };
}

/**
 * The one key of an algorithm that signs: of those active and not retiring the oldest. If there is none (no node was up to
 * announce a successor, or a clock is behind), the last one that is still published, else the first that is announced.
 */
export function signingKeyAt<Key extends ScheduledKey>(keysOfAlgorithm: readonly Key[], now: number): Key | undefined {
  const chain = chainOf(keysOfAlgorithm, now);
  return (
    chain.find((key) => key.activeAt <= now && now < key.retiringAt) ??
    chain.findLast((key) => key.activeAt <= now) ??
    chain[0]
  );
}

/** The keys to publish, announced ones included. */
export function publishedKeysAt<Key extends ScheduledKey>(keys: readonly Key[], now: number): readonly Key[] {
  return keys.filter((key) => key.usable && now < key.retiredAt);
}

/** The successor a rotation on demand makes: announced now, active after `propagationTime`. */
export function plannedRotation(
  keys: readonly ScheduledKey[],
  algorithm: string,
  now: number,
  settings: SigningSettings,
): KeyCreation {
  const all = keys.filter((key) => key.algorithm === algorithm);
  return {
    algorithm,
    slot: slotAfter(all),
    createdAt: now,
    instants: instantsFrom(now + settings.propagationTime, settings),
  };
}

/** The same key, no longer signing from `retiringAt` on. */
export function endingAt(key: KeyInstants, retiringAt: number, durations: Durations): KeyInstants {
  return {
    activeAt: Math.min(key.activeAt, retiringAt),
    retiringAt,
    retiredAt: retiringAt + durations.retentionDuration,
  };
}

function chainOf<Key extends ScheduledKey>(keys: readonly Key[], now: number): readonly Key[] {
  return publishedKeysAt(keys, now).toSorted(
    (a, b) => a.activeAt - b.activeAt || a.retiringAt - b.retiringAt || (a.keyId < b.keyId ? -1 : 1),
  );
}

function successorOf(last: ScheduledKey, slot: number, now: number, settings: SigningSettings): KeyCreation {
  const activeAt = Math.max(last.retiringAt, now + settings.propagationTime);
  return { algorithm: last.algorithm, slot, createdAt: now, instants: instantsFrom(activeAt, settings) };
}

function instantsFrom(activeAt: number, durations: Durations): KeyInstants {
  // A key that retires sooner than its successor can be announced would let keys pile up.
  const retiringAt = activeAt + Math.max(durations.rotationInterval, durations.propagationTime, 1);
  return { activeAt, retiringAt, retiredAt: retiringAt + durations.retentionDuration };
}

function instantsOf({ activeAt, retiringAt, retiredAt }: KeyInstants): KeyInstants {
  return { activeAt, retiringAt, retiredAt };
}

function slotAfter(keysOfAlgorithm: readonly ScheduledKey[]): number {
  const bytes = sha256Bytes(
    keysOfAlgorithm
      .map((key) => key.keyId)
      .sort()
      .join(),
  );
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) >>> 1 || 1;
}
