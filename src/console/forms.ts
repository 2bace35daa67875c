import { oauthError } from '../errors/oauth-error.ts';
import { readForm } from '../http/form.ts';
import { base64urlEncode, equalInConstantTime, hmacSha256 } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { refuseOtherSites } from '../pages/page-form.ts';
import type { ConsoleSession } from './sessions.ts';

/** Forms of the console: good for one sign-in and one purpose (RFC 9700 §4.7). */
export class ConsoleForms {
  readonly #sealer: Pick<Sealer, 'derive'>;
  readonly #url: string;

  /** @param url of the console. */
  constructor(sealer: Pick<Sealer, 'derive'>, url: string) {
    this.#sealer = sealer;
    this.#url = url;
  }

  /** The value of the hidden field `csrf`. @param purpose the path that the form is sent to. */
  token(session: Pick<ConsoleSession, 'key'>, purpose: string): string {
    return base64urlEncode(hmacSha256(this.#sealer.derive('console forms'), JSON.stringify([session.key, purpose])));
  }

  /** @throws {OAuthError} `form.forged` (403), and what {@link readForm} throws. */
  async read(request: HttpRequest, session: Pick<ConsoleSession, 'key'>, purpose: string): Promise<FormParameters> {
    refuseOtherSites(request, this.#url);
    const form = await readForm(request);
    if (!equalInConstantTime(form.get('csrf') ?? '', this.token(session, purpose))) {
      throw oauthError('form.forged', { detail: 'token' });
    }
    return form;
  }
}
