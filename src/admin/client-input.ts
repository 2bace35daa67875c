import { isEqual } from '../authorization-details/containment.ts';
import { isPlainObject } from '../config/environment-references.ts';
import { randomHandle } from '../keys/digest.ts';
import type { Client } from '../model/client.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { settingsOfClient } from './changed-client.ts';
import { mergedObject } from './merge-patch.ts';
import { AdminProblem } from './problem.ts';
import { shownClient } from './shown-client.ts';

export type WrittenClient = Readonly<Record<string, unknown>>;

/** What is shown of a client, but is none of its settings. */
const readOnly: readonly string[] = ['from', 'origin', 'idleSince', 'registration', 'document', 'warnings'];

/** What cannot be changed with the settings. */
const fixed = {
  clientId: 'cannot be changed: create another client',
  clientSecrets: 'is changed by adding and withdrawing secrets',
  from: 'cannot be changed',
  origin: 'cannot be changed',
  idleSince: 'cannot be changed',
  registration: 'cannot be changed',
  document: 'cannot be changed',
};

/** A new client as it was written, with a secret made for it if it is to prove who it is and was given nothing to do so. */
export function withNeededSecret(written: WrittenClient): { readonly input: WrittenClient; readonly secret?: string } {
  const { requireClientSecret, clientSecrets, jwks, jwksUri, tlsClientAuth, clientAssertion } = written;
  const proofs = [clientSecrets, jwks, jwksUri, tlsClientAuth, clientAssertion];
  if (requireClientSecret === false || proofs.some((proof) => proof !== undefined)) return { input: written };
  const secret = randomHandle();
  return { input: { ...written, clientSecrets: [{ value: secret }] }, secret };
}

/** Whether a stored client is what somebody wants to create. @param ownSecrets `false`: its secrets do not count, since they are made by the server. */
export function isSameClient(stored: Client, wanted: Client, ownSecrets: boolean): boolean {
  if (stored.origin !== undefined) return false;
  const settings = ({ clientSecrets: _, ...others }: Client) => json(others);
  const hashes = new Set(stored.clientSecrets.map((secret) => secret.sha256));
  if (ownSecrets && !wanted.clientSecrets.every((secret) => hashes.has(secret.sha256))) return false;
  return isEqual(settings(stored), settings(wanted));
}

/**
 * All settings that a client is to have, as they were sent in place of those it has; its secrets stay.
 * @throws {AdminProblem} `invalid` where something is named that cannot be changed so.
 */
export function replacedSettings(before: Client, sent: WrittenClient): WrittenClient {
  refuseFixed(before, sent);
  const settings = Object.entries(sent).filter(([name]) => !readOnly.includes(name));
  return { ...Object.fromEntries(settings), clientId: before.clientId, clientSecrets: before.clientSecrets };
}

/** The same from a merge patch (RFC 7396): what it does not name stays, what is `null` is the default. @throws {AdminProblem} `invalid` */
export function patchedSettings(before: Client, patch: WrittenClient): WrittenClient {
  refuseFixed(before, patch);
  const { clientSecrets } = before;
  return { ...mergedObject(json(settingsOfClient(before)), json(patch)), clientSecrets };
}

function refuseFixed(before: Client, sent: WrittenClient): void {
  const shown = json(shownClient(before));
  const errors = Object.entries(fixed)
    .filter(([name]) => Object.hasOwn(sent, name) && !isEqual(json(sent[name]), shown[name]))
    .map(([path, message]) => ({ path, message }));
  if (errors.length > 0) throw new AdminProblem('invalid', { errors });
}

/** Single settings by name; `undefined` takes one back to its default. */
export function settingsWith(before: Client, changes: WrittenClient): WrittenClient {
  return { ...settingsOfClient(before), ...changes };
}

/** @throws {AdminProblem} `invalid` */
export function asWritten(body: unknown): WrittenClient {
  if (isPlainObject(body)) return body;
  throw new AdminProblem('invalid', { errors: [{ path: '', message: 'must be an object' }] });
}

/** As JSON has it: without what is `undefined`. */
function json(value: object): JsonObject;
function json(value: unknown): JsonValue;
function json(value: unknown): JsonValue {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
