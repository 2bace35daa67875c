import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { AuthorizationDetail, AuthorizationDetails } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import { limits } from '../model/limits.ts';
import type { AuthorizationDetailRequest, AuthorizationDetailType } from './authorization-detail-type.ts';
import { conforming } from './conforming.ts';
import { areCovered, contains, mayGrant } from './containment.ts';
import { checkedDetails, parameterName, parseDetails, type UncheckedDetail } from './parameter.ts';

/**
 * Rich authorization requests (RFC 9396): what clients ask for in `authorization_details`, by the types that are registered.
 * Where there are none the parameter is refused: every type is unknown then (RFC 9396 §5).
 */
export class AuthorizationDetailsService {
  readonly #types: ReadonlyMap<string, AuthorizationDetailType>;

  constructor(types: readonly AuthorizationDetailType[]) {
    this.#types = new Map(types.map((type) => [type.type, type]));
  }

  /** The registered types, for discovery. */
  get names(): readonly string[] {
    return [...this.#types.keys()];
  }

  type(name: string): AuthorizationDetailType | undefined {
    return this.#types.get(name);
  }

  /**
   * What a request asks for that a person will answer. Absent: nothing.
   * @throws {OAuthError} `details.*` (`invalid_authorization_details`).
   */
  async asked(
    parameters: FormParameters,
    request: AuthorizationDetailRequest,
  ): Promise<AuthorizationDetails | undefined> {
    const entries = parseDetails(parameters);
    if (entries === undefined) return undefined;
    const details = await this.#understood(entries, request.client);
    await this.check(details, request);
    return details;
  }

  /**
   * What a token request asks for that nobody was asked about.
   * @throws {OAuthError} `details.*`; `details.not-allowed` for a type that needs a person's consent.
   */
  async askedWithoutConsent(
    parameters: FormParameters,
    request: AuthorizationDetailRequest,
  ): Promise<AuthorizationDetails | undefined> {
    const details = await this.asked(parameters, request);
    this.#refuseWithoutConsent(details ?? []);
    return details;
  }

  /**
   * What somebody else granted who is trusted in it, of which the request may ask for a part: as if nobody had been asked.
   * @param claim `authorization_details` of an assertion.
   * @throws {OAuthError} `details.*`.
   */
  async asserted(
    claim: unknown,
    parameters: FormParameters,
    request: AuthorizationDetailRequest,
  ): Promise<AuthorizationDetails | undefined> {
    if ((JSON.stringify(claim)?.length ?? 0) > limits.authorizationDetails.most) throw oauthError('details.malformed');
    const granted = await this.#understood(checkedDetails(claim), request.client);
    this.#refuseWithoutConsent(granted);
    await this.check(granted, request);
    return this.narrowed(parameters, granted, request.client);
  }

  /** Asks each type about its details. @throws {OAuthError} `details.refused`, with what the type says. */
  async check(details: AuthorizationDetails | undefined, request: AuthorizationDetailRequest): Promise<void> {
    for (const detail of details ?? []) {
      const refusal = await this.#types.get(detail.type)?.check?.(detail, request);
      if (refusal === undefined) continue;
      const { error, errorDescription } = refusal;
      throw oauthError('details.refused', {
        ...(error === undefined ? {} : { error }),
        ...(errorDescription === undefined ? {} : { description: errorDescription }),
      });
    }
  }

  /**
   * What a person granted of what was asked for, perhaps enriched (RFC 9396 §7.1).
   * @param chosen as a page or front end gives it; absent: nothing.
   * @returns `refused` where it may not be granted for what was asked.
   */
  async chosen(
    chosen: unknown,
    asked: AuthorizationDetails | undefined,
    request: AuthorizationDetailRequest,
  ): Promise<AuthorizationDetails | undefined | 'refused'> {
    if (chosen === undefined || (Array.isArray(chosen) && chosen.length === 0)) return undefined;
    try {
      if (JSON.stringify(chosen).length > limits.authorizationDetails.most) return 'refused';
      const details = await this.#understood(checkedDetails(chosen), request.client);
      if (!areCovered(details, asked ?? [], mayGrant, (name) => this.#types.get(name))) return 'refused';
      await this.check(details, request);
      return details;
    } catch (error) {
      if (error instanceof OAuthError) return 'refused';
      throw error;
    }
  }

  /**
   * What a token is to carry of an earlier grant, or of another token: all that the client may still have, or what it asks for now.
   * @throws {OAuthError} `details.*`; `details.exceed-grant` for more than was granted (RFC 9396 §6).
   */
  async narrowed(
    parameters: FormParameters,
    granted: AuthorizationDetails | undefined,
    client: Client,
  ): Promise<AuthorizationDetails | undefined> {
    const left = this.stillAllowed(client, granted);
    if (!parameters.has(parameterName)) return left;
    const details = await this.#understood(parseDetails(parameters) ?? [], client);
    if (!areCovered(details, left ?? [], contains, (name) => this.#types.get(name))) {
      throw oauthError('details.exceed-grant');
    }
    return details;
  }

  /** Of what was granted once that which the client may still have: what was withdrawn since narrows, and breaks nothing. */
  stillAllowed(client: Client, granted: AuthorizationDetails | undefined): AuthorizationDetails | undefined {
    if (granted === undefined) return undefined;
    const left = granted.filter(({ type }) => this.#types.has(type) && this.#mayUse(client, type));
    return left.length === 0 ? undefined : left;
  }

  /** Names of the APIs that details are for, as far as their types say. */
  apisOf(details: AuthorizationDetails | undefined): readonly string[] {
    if (details === undefined) return [];
    return [...new Set(details.flatMap(({ type }) => this.#types.get(type)?.apiResources ?? []))];
  }

  /**
   * {@link forAudience}, for a request: what it asks for by name it gets, or is refused.
   * @throws {OAuthError} `details.not-allowed`: they are for APIs that the token is not for.
   */
  carried(
    parameters: FormParameters,
    details: AuthorizationDetails | undefined,
    audience: readonly { readonly name: string }[],
  ): AuthorizationDetails | undefined {
    const left = this.forAudience(details, audience);
    if (parameters.has(parameterName) && left?.length !== details?.length) {
      throw oauthError('details.not-allowed', { detail: 'for APIs that the token is not for' });
    }
    return left;
  }

  /** What a token for these APIs carries (RFC 9396 §9.1). */
  forAudience(
    details: AuthorizationDetails | undefined,
    audience: readonly { readonly name: string }[],
  ): AuthorizationDetails | undefined {
    if (details === undefined) return undefined;
    const isFor = ({ type }: AuthorizationDetail) => {
      const apis = this.#types.get(type)?.apiResources;
      return apis === undefined || audience.some(({ name }) => apis.includes(name));
    };
    const left = details.filter(isFor);
    return left.length === 0 ? undefined : left;
  }

  #refuseWithoutConsent(details: AuthorizationDetails): void {
    if (details.every(({ type }) => this.#types.get(type)?.withoutConsent === true)) return;
    throw oauthError('details.not-allowed', { detail: 'needs consent' });
  }

  /** @throws {OAuthError} `details.unknown-type`, `details.not-allowed`, `details.invalid`. */
  async #understood(entries: readonly UncheckedDetail[], client: Client): Promise<AuthorizationDetails> {
    const types = entries.map((entry) => {
      const type = this.#types.get(entry.type);
      if (type === undefined) throw oauthError('details.unknown-type', { fields: { detailType: entry.type } });
      if (!this.#mayUse(client, entry.type)) throw oauthError('details.not-allowed');
      return type;
    });
    const details: AuthorizationDetail[] = [];
    for (const [index, type] of types.entries()) details.push(await conforming(type, entries[index]!, index));
    return details;
  }

  #mayUse({ allowedAuthorizationDetailTypes }: Client, type: string): boolean {
    return allowedAuthorizationDetailTypes.includes(type);
  }
}
