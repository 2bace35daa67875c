import type { JsonObject } from '../model/json.ts';
import type { Events } from '../operations/events.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';

/** What an administrator changed. */
export interface AdminTarget {
  /** `client`, `user`, `key` … */
  readonly kind: string;
  readonly id: string;
}

/** Shown forms, without secrets. Of a change both; the members that are equal in both are left out. */
export interface ChangedForms {
  readonly before?: object | undefined;
  readonly after?: object | undefined;
}

/** Tells the audit of a change. @param action such as `client.create`. */
export function recordChange(
  events: Pick<Events, 'raise'>,
  { subjectId, clientId, via, context }: AdminCaller,
  action: string,
  target: AdminTarget,
  { before, after }: ChangedForms = {},
): void {
  const caller = { subjectId, clientId, via };
  events.raise({ type: 'AdminChange', action, target, caller, ...differing(before, after) }, context);
}

function differing(before: object | undefined, after: object | undefined) {
  const [old, now] = [before, after].map((shown): JsonObject | undefined =>
    shown === undefined ? undefined : JSON.parse(JSON.stringify(shown)),
  );
  if (old === undefined || now === undefined) return { before: old, after: now };
  const isEqual = (name: string) => JSON.stringify(old[name]) === JSON.stringify(now[name]);
  const only = (all: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !isEqual(name)));
  return { before: only(old), after: only(now) };
}
