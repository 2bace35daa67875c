import { ProblemList } from '../config/problem-list.ts';
import type { Settings } from '../model/settings.ts';
import type { ServerOptions } from './options.ts';

const cure = 'cannot change while the server runs: restart it';

/** Options that need not be named again. */
const lastingOptions = ['mode', 'clock', 'log', 'store', 'environment'] as const;

/** Options for a reload: what it does not name of what lasts stays as it was. */
export function withLasting(given: ServerOptions, before: ServerOptions): ServerOptions {
  const named = lastingOptions.filter((name) => given[name] === undefined && before[name] !== undefined);
  return { ...given, ...Object.fromEntries(named.map((name) => [name, before[name]])) };
}

/** @throws {ConfigurationError} every option and setting that cannot be another one now. No value is told: some are secret. */
export function refuseLastingChanges(
  before: { readonly options: ServerOptions; readonly settings: Settings },
  after: { readonly options: ServerOptions; readonly settings: Settings },
): void {
  const problems = new ProblemList();
  compare(before.settings.mode, after.settings.mode, 'mode', problems);
  if (after.options.store !== before.options.store) problems.add('store', cure);
  compare(before.settings.issuer, after.settings.issuer, 'issuer', problems);
  compareMembers(before.settings.listen, after.settings.listen, 'listen', problems);
  // With a store of one's own it is ignored.
  if (before.options.store === undefined) {
    compareMembers(before.settings.storage, after.settings.storage, 'storage', problems);
  }
  problems.throwIfAny();
}

function compareMembers(before: object, after: object, path: string, problems: ProblemList): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare(Reflect.get(before, name), Reflect.get(after, name), `${path}.${name}`, problems);
  }
}

function compare(before: unknown, after: unknown, path: string, problems: ProblemList): void {
  if (JSON.stringify(before) !== JSON.stringify(after)) problems.add(path, cure);
}

/** By the names of the configuration; `undefined`: what comes of others. */
const names: ReadonlyMap<string, string | undefined> = new Map([
  ['secrets', 'secret'],
  ['pageSettings', 'pages'],
  ['catalogue', undefined],
  ['warnings', undefined],
]);

/** The members of a configuration in which two differ, as far as they are no code. */
export function changedSettings(before: Settings, after: Settings): readonly string[] {
  return Object.keys({ ...before, ...after })
    .filter((name) => JSON.stringify(Reflect.get(before, name)) !== JSON.stringify(Reflect.get(after, name)))
    .flatMap((name) => (names.has(name) ? (names.get(name) ?? []) : name))
    .toSorted();
}
