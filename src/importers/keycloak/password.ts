import { isPlainObject } from '../../config/environment-references.ts';
import { type ForeignHashParts, foreignHashText } from '../../users/foreign-hash.ts';
import type { Members, Source } from '../source.ts';

/** A password as it comes over: its hash, the password itself, or why neither. */
export type ReadPassword = { readonly hash: string } | { readonly plain: string } | { readonly problem: string };

/** One entry of `credentials` of the type `password`. */
export function readPassword(entry: Source): ReadPassword {
  const members = entry.members();
  const plain = members.take('value').text();
  if (plain !== undefined && plain !== '') return { plain };
  const parts = isOld(members) ? oldParts(members) : newParts(members);
  if (typeof parts === 'string') return { problem: parts };
  const made = foreignHashText(parts);
  return 'text' in made ? { hash: made.text } : { problem: `its hash is not taken: ${made.problem}` };
}

const digests: ReadonlyMap<string, string> = new Map([
  ['pbkdf2', 'sha1'],
  ['pbkdf2-sha1', 'sha1'],
  ['pbkdf2-sha256', 'sha256'],
  ['pbkdf2-sha512', 'sha512'],
]);

function newParts(members: Members): ForeignHashParts | string {
  const secret = objectOf(members.take('secretData').text());
  const data = objectOf(members.take('credentialData').text());
  if (secret === undefined || data === undefined) return 'its secretData or credentialData is no JSON object';
  const salt = bytesOf(secret.salt);
  const hash = bytesOf(secret.value);
  if (salt === undefined || hash === undefined) return 'its secretData has no salt and value in base64';
  const { algorithm, hashIterations } = data;
  const iterations = typeof hashIterations === 'number' ? hashIterations : Number.NaN;
  if (algorithm !== 'argon2') return pbkdf2Parts(algorithm, iterations, salt, hash);
  const more = isPlainObject(data.additionalParameters) ? data.additionalParameters : data.algorithmData;
  const parameter = (name: string) => firstOf(isPlainObject(more) ? more[name] : undefined);
  return {
    kind: 'argon2',
    variant: parameter('type') ?? 'id',
    version: parameter('version') === '1.0' ? 16 : (parameter('version') ?? '1.3') === '1.3' ? 19 : Number.NaN,
    memory: Number(parameter('memory')),
    passes: iterations,
    lanes: Number(parameter('parallelism') ?? 1),
    salt,
    hash,
  };
}

/** Before version 8 the parts stood in the credential itself. */
function isOld(members: Members): boolean {
  return !members.take('hashedSaltedValue').isAbsent;
}

function oldParts(members: Members): ForeignHashParts | string {
  const [salt, hash] = [bytesOf(members.take('salt').value), bytesOf(members.take('hashedSaltedValue').value)];
  if (salt === undefined || hash === undefined) return 'it has no salt and hashedSaltedValue in base64';
  const iterations = members.take('hashIterations').value;
  const algorithm = members.take('algorithm').value;
  return pbkdf2Parts(algorithm, typeof iterations === 'number' ? iterations : Number.NaN, salt, hash);
}

function pbkdf2Parts(algorithm: unknown, iterations: number, salt: Uint8Array, hash: Uint8Array) {
  const digest = typeof algorithm === 'string' ? digests.get(algorithm) : undefined;
  if (digest === undefined) return 'its algorithm is not verified here';
  return { kind: 'pbkdf2' as const, digest, iterations, salt, hash };
}

function objectOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string' || value === '' || value.length > 4096) return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64').replaceAll('=', '') === value.replaceAll('=', '') ? bytes : undefined;
}

/** `["7168"]` */
function firstOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}
