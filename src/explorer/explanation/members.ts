import type { TokenMember, TokenTime } from './explanation.ts';
import { claimMeanings, headerMeanings } from './meanings.ts';

const mostMembers = 100;
const longestValue = 1000;

/** Members with what they mean; bounded, whatever the token holds. */
export function headerMembers(header: Readonly<Record<string, unknown>>): readonly TokenMember[] {
  return members(header, headerMeanings);
}

export function claimMembers(claims: Readonly<Record<string, unknown>>): readonly TokenMember[] {
  return members(claims, claimMeanings);
}

function members(
  values: Readonly<Record<string, unknown>>,
  meanings: ReadonlyMap<string, string>,
): readonly TokenMember[] {
  return Object.entries(values)
    .slice(0, mostMembers)
    .map(([name, value]) => ({ name: cut(name, 200), value: shown(value), meaning: meanings.get(name) }));
}

function shown(value: unknown): string {
  if (typeof value === 'string') return cut(value, longestValue);
  try {
    return cut(JSON.stringify(value), longestValue);
  } catch {
    return '(too deep to be shown)';
  }
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const instants: readonly string[] = ['iat', 'nbf', 'exp', 'auth_time', 'updated_at'];

/** The instants among the claims. */
export function timesIn(claims: Readonly<Record<string, unknown>>, now: number): readonly TokenTime[] {
  return instants.flatMap((name) => timeOf(name, claims[name], now));
}

/** @param at epoch seconds; anything else is no time. */
export function timeOf(name: string, at: unknown, now: number): readonly TokenTime[] {
  // Beyond the year 9999 no calendar goes that anybody reads.
  if (typeof at !== 'number' || !Number.isFinite(at) || at < 0 || at > 253_402_300_799) return [];
  return [{ name, at, words: inWords(at, now) }];
}

const units: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** `in 5 minutes`, `2 hours ago`, `now`. */
export function inWords(at: number, now: number): string {
  const seconds = Math.round(Math.abs(at - now));
  if (seconds === 0) return 'now';
  const [unit, length] = units.find(([, one]) => seconds >= one) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  const amount = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return at > now ? `in ${amount}` : `${amount} ago`;
}
