import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning, error } = findingsAbout('clock');

const cure = 'let the machines set their clocks (NTP: chrony, systemd-timesyncd); then look again';
/** Proofs and assertions of clients may be as much apart. */
const harmlessMs = 2000;
/** Codes last a minute. */
const harmfulMs = 30_000;

/**
 * How far another clock is from this machine's.
 *
 * @param whose in words. @param before, after milliseconds of this machine between which the other one was read. @param grain how coarse it is.
 */
export function clockFinding(whose: string, otherMs: number, before: number, after: number, grain: number): Finding {
  const apart = otherMs + grain < before ? otherMs + grain - before : otherMs > after ? otherMs - after : 0;
  const seconds = Math.round(Math.abs(apart) / 1000);
  if (Math.abs(apart) <= harmlessMs) return ok(`${whose} clock agrees with this machine's`);
  const message = `${whose} clock is ${seconds} seconds ${apart > 0 ? 'ahead of' : 'behind'} this machine's`;
  return Math.abs(apart) > harmfulMs ? error(message, cure) : warning(message, cure);
}
