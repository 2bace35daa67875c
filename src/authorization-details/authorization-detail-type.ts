import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { StandardSchema } from './standard-schema.ts';

/** Whose request asks for a detail. */
export interface AuthorizationDetailRequest {
  readonly client: Client;
  /** Who is asked; absent: nobody yet, or the client acts for itself. */
  readonly subjectId?: string | undefined;
  /** The `resource` parameters. */
  readonly resourceIndicators: readonly string[];
  readonly context: RequestContext;
}

/** Why a detail cannot be had. Both members are told the client. */
export interface AuthorizationDetailRefusal {
  /** Default: `invalid_authorization_details`. */
  readonly error?: string | undefined;
  readonly errorDescription?: string | undefined;
}

/** Who reads the words of a detail. */
export interface AuthorizationDetailReader {
  /** Language tag of the page, such as `de`. */
  readonly language: string;
  readonly client: Client;
  /** Who decides. */
  readonly subjectId: string;
}

/** A detail in words. Plain text: it is escaped, and what cannot be seen in it is replaced. */
export interface AuthorizationDetailWords {
  /** What the client may do, such as `Pay 12.50 EUR to Merchant A`. */
  readonly title: string;
  /** What a person must know to decide, beneath it. */
  readonly lines?: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** What they may choose among: boxes, whose values go to `choose`. */
  readonly choices?:
    | readonly { readonly value: string; readonly label: string; readonly checked?: boolean | undefined }[]
    | undefined;
  /** One of them is chosen, and no more. Default: `false`. */
  readonly single?: boolean | undefined;
  /** Language of these texts, where it is not that of the page. */
  readonly language?: string | undefined;
}

/** A type of authorization details (RFC 9396 §2.1), as you define it. */
export interface AuthorizationDetailType<Detail extends AuthorizationDetail = AuthorizationDetail> {
  /** The value of `type`: a name or a URI, compared character by character. */
  readonly type: string;
  /**
   * Names of the APIs that understand it: they are in the audience of its tokens, and tokens for other APIs do not carry it. Absent: every
   * API may see it.
   */
  readonly apiResources?: readonly string[] | undefined;
  /**
   * Whether a client may have it without anybody's consent: by `client_credentials`, `password` and grants of your own. Default: `false`.
   */
  readonly withoutConsent?: boolean | undefined;
  /** Any Standard Schema validator. What it takes but drops counts as an unknown field, and is refused (RFC 9396 §5). */
  readonly schema: StandardSchema<Detail>;
  /**
   * Refuses a well-formed detail for this client, user or resource. Called when it is asked for, again once it is known who decides, and with
   * what that person chose.
   */
  check?(
    detail: Detail,
    request: AuthorizationDetailRequest,
  ): Promise<AuthorizationDetailRefusal | undefined> | AuthorizationDetailRefusal | undefined;
  /**
   * Whether `narrower` gives nothing that `granted` does not: what a token request may ask for of an earlier grant (RFC 9396 §6.1). Each granted detail is
   * good for one narrower one. Default: they are equal.
   */
  contains?(granted: Detail, narrower: Detail): boolean;
  /** Whether a person may grant this where that was asked for: enriched by their choice, for example (RFC 9396 §7.1). Default: {@link contains}. */
  mayGrant?(asked: Detail, granted: Detail): boolean;
  /** What the consent page says. */
  words(
    detail: Detail,
    reader: AuthorizationDetailReader,
  ): Promise<AuthorizationDetailWords> | AuthorizationDetailWords;
  /**
   * The detail with what was ticked of its choices; `undefined`: that is no grant. Needs {@link mayGrant}.
   * @param chosen of the values that `words` offered.
   */
  choose?(
    detail: Detail,
    chosen: readonly string[],
    reader: AuthorizationDetailReader,
  ): Promise<Detail | undefined> | Detail | undefined;
}

/** A type whose methods know its fields from the schema. */
export function authorizationDetailType<Detail extends AuthorizationDetail>(
  type: AuthorizationDetailType<Detail>,
): AuthorizationDetailType<Detail> {
  return type;
}
