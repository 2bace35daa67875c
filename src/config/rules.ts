import { z } from 'zod';
import { signingAlgorithmNames } from '../keys/signing-algorithm.ts';
import { isKnownParameter } from '../model/authorize-parameters.ts';
import type { JsonValue } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import { isShownText } from '../model/shown-text.ts';
import { isSubjectIdentifier } from '../model/subject-identifier.ts';
import { notAscii } from './uri-rules.ts';

/** The pieces that the schemas of the configuration are made of. A message stands behind the member's path: `clients[0].jwksUri: must …`. */

export const text = () => z.string().min(1, { error: 'must not be empty' });

/** Whole seconds, 1 or more. */
export const lifetime = () => seconds(1);

/** Whole seconds. The upper end is 100 years: beyond it instants stop being whole numbers somewhere. */
export const seconds = (least: number) => count(least, 3_155_760_000);

export const count = (least: number, most: number) => z.int().min(least).max(most);

export const flag = (byDefault: boolean) => z.boolean().default(byDefault);

export const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

export const nonEmptyList = <Item extends z.ZodType>(item: Item) =>
  z.array(item).min(1, { error: 'must not be an empty list' }).readonly();

/** RFC 6749 §3.3: printable ASCII without space, quotation mark and backslash. */
export const scopeName = () =>
  text().regex(/^[\x21\x23-\x5B\x5D-\x7E]*$/, {
    error: 'must be printable ASCII without spaces, quotation marks and backslashes (RFC 6749 §3.3)',
  });

/** RFC 6749 App. A.1: printable ASCII. */
export const clientIdentifier = () =>
  text()
    .max(limits.clientId.most)
    .regex(/^[\x20-\x7E]*$/, { error: 'must be printable ASCII (RFC 6749 App. A.1)' });

export const subject = () =>
  text()
    .max(limits.subject.most)
    .refine(isSubjectIdentifier, { error: 'must be printable ASCII (OpenID Connect Core 1.0 §2)' });

/** RFC 7519 §2: an audience that has a colon is a URI. */
export const audience = () =>
  text()
    .max(limits.apiName.most)
    .check((context) => {
      const message = context.value.includes(':') ? notAscii(context.value) : undefined;
      if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
    });

/** Schemes without a dot, such as `cursor`. */
export const privateUseSchemes = () =>
  list(text().regex(/^[a-z][a-z0-9+-]*$/, { error: 'must be a scheme in lower case without a dot, such as cursor' }));

export const customParameter = () =>
  text()
    .max(100)
    .regex(/^[A-Za-z][A-Za-z0-9._~-]*$/, { error: 'must be letters, digits and . _ ~ -, and begin with a letter' })
    .refine((name) => !isKnownParameter(name), { error: 'is a parameter that the server understands itself' });

/** A name that people see: every character of it. */
export const shownName = () =>
  text()
    .max(limits.shownName.most)
    .refine(isShownText, { error: 'must be characters that can be seen, without control characters and line breaks' });

/** One of the words of `acr_values` (OpenID Connect Core 1.0 §3.1.2.1). */
export const acrValue = () =>
  text()
    .max(200)
    .regex(/^[\x21-\x7E]*$/, { error: 'must be printable ASCII without spaces' });

export const algorithm = () => z.enum(signingAlgorithmNames);

export const json = () =>
  z.custom<JsonValue>(isJson, { error: 'must be a JSON value' }).meta({ typeName: 'JSON value' });

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) &&
    Object.values(value).every((member) => member === undefined || isJson(member))
  );
}

const isSha256 = (hash: string) => /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(hash);

/** What `mintmark import` stores of a secret until it is first used; a configuration cannot have it, since nobody could renew it there. */
const foreignSecretHash =
  /^\$(?:sha512\$[A-Za-z0-9_-]{86}|pbkdf2-sha(?:1|256|512)\$i=\d{1,9},l=\d{1,3}\$[A-Za-z0-9+/]{1,400}\$[A-Za-z0-9+/]{1,400})$/;

/** A shared secret, in plain text or as its hash. */
export const sharedSecret = () => {
  const common = {
    expiresAt: count(0, 253_402_300_799).optional().describe('Epoch seconds from which on the secret is refused.'),
    description: z.string().optional().describe('For you: what the secret is for.'),
  };
  return z.union([
    z.strictObject({
      value: text().max(limits.clientSecret.most).describe('The secret in plain text; hashed when loaded.'),
      ...common,
    }),
    z.strictObject({
      sha256: z
        .string()
        .refine((hash) => isSha256(hash) || foreignSecretHash.test(hash), {
          error: 'must be the SHA-256 in base64url, 43 characters',
        })
        .describe('The SHA-256 of the secret, base64url, 43 characters.'),
      ...common,
    }),
  ]);
};
