import type { TripChange } from '../trip.ts';
import { looksSecret, shownName } from './shown-value.ts';

const most = 32;

/** Members whose texts are names that the server itself knows. */
const harmless: ReadonlySet<string> = new Set([
  'accessTokenType',
  'scope',
  'issuedTokenType',
  'accessTokenLifetime',
  'refreshTokenLifetime',
  'effectiveClientId',
  'error',
  'active',
  'token_type',
  'aud',
  'client_id',
  'acr',
  'amr',
]);

/** What is other in `after` than it was in `before`, of members and of those in `custom`. `undefined`: they are no objects of members. */
export function changesBetween(before: unknown, after: unknown): readonly TripChange[] | undefined {
  if (typeof before === 'string' && typeof after === 'string') {
    return before === after ? [] : [{ kind: 'changed', member: 'the text' }];
  }
  const [from, to] = [membersOf(before), membersOf(after)];
  if (from === undefined || to === undefined) return undefined;
  const changes: TripChange[] = [];
  for (const [name, value] of to) {
    if (!from.has(name)) changes.push({ kind: 'added', member: shownMember(name), value: shownValue(name, value) });
    else if (!same(from.get(name), value))
      changes.push({ kind: 'changed', member: shownMember(name), value: shownValue(name, value) });
  }
  for (const name of from.keys()) if (!to.has(name)) changes.push({ kind: 'removed', member: shownMember(name) });
  return changes.slice(0, most);
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value).slice(0, 4 * most)) {
    if (member === undefined) continue;
    // Where responses and changes of requests keep what is the user's own.
    if ((name === 'custom' || name === 'customResponse') && typeof member === 'object' && member !== null) {
      for (const [inner, own] of Object.entries(member).slice(0, 4 * most)) members.set(`${name}.${inner}`, own);
    } else members.set(name, member);
  }
  return members;
}

function shownMember(name: string): string {
  return name.split('.').map(shownName).join('.');
}

function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    return false;
  }
}

function shownValue(name: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'string') {
    return harmless.has(name) && value.length <= 200 && !looksSecret(value)
      ? value
      : `a text of ${value.length} characters`;
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return 'an object';
}
