import type { JsonObject } from '../model/json.ts';
import { type ErrorReason, reasons } from './reasons.ts';
import type { RefusalFields } from './refusal-fields.ts';
import { checkedErrorCode, wireDescription } from './wire-text.ts';

export interface OAuthErrorOptions {
  /** What the log line and the audit event say beside the reason; each is checked and shortened there. */
  readonly fields?: RefusalFields;
  /** For the log only; never a secret. */
  readonly detail?: string;
  /** Replaces the catalogue's text on the wire: for texts of validators that users write. `null`: none. */
  readonly description?: string | null;
  /** Replaces the catalogue's code on the wire: for extension grants that answer with a code of their own. */
  readonly error?: string;
  /** Extra members of the error response. */
  readonly customResponse?: JsonObject;
  /** Extra response headers, lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request was refused. `errors/reasons.ts` decides code, status and wire text; `http/error-response.ts` writes it. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly reason: ErrorReason;
  readonly error: string;
  readonly status: number;
  readonly description: string | undefined;
  readonly detail: string | undefined;
  readonly fields: RefusalFields;
  readonly customResponse: JsonObject;
  readonly headers: Readonly<Record<string, string>>;

  constructor(reason: ErrorReason, options: OAuthErrorOptions = {}) {
    super(`${reason}${options.detail === undefined ? '' : `: ${options.detail}`}`, { cause: options.cause });
    const entry = reasons[reason];
    this.reason = reason;
    this.error = options.error === undefined ? entry.error : checkedErrorCode(options.error);
    // RFC 6749 §5.2, also where a validator of one's own says so.
    this.status = options.error === 'invalid_client' ? 401 : entry.status;
    const { description = entry.description } = options;
    this.description = description === null ? undefined : wireDescription(description);
    this.detail = options.detail;
    this.fields = options.fields ?? {};
    this.customResponse = options.customResponse ?? {};
    this.headers = options.headers ?? {};
  }
}

type FieldOf<Name extends ErrorReason> = (typeof reasons)[Name]['fields'][number];
type Options<Name extends ErrorReason> = [FieldOf<Name>] extends [never]
  ? [options?: OAuthErrorOptions]
  : [options: OAuthErrorOptions & { readonly fields: Readonly<Record<FieldOf<Name>, string | undefined>> }];

/** An error for the client, by its reason, with every field that its log line must have: `throw oauthError('scope.not-allowed', { fields: { scope } })`. */
export function oauthError<Name extends ErrorReason>(reason: Name, ...[options]: Options<Name>): OAuthError {
  return new OAuthError(reason, options);
}
