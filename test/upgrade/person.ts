import { Browser } from '../support/browser.ts';
import { issuer } from '../support/node-process.ts';

export const redirectUri = 'https://app.example.com/callback';
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
/** S256 of {@link verifier} (RFC 7636 App. B). */
export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** Whoever sits at a browser whose every request may reach another node of one issuer, as behind a load balancer. */
export class Person {
  readonly #browser = new Browser();

  /** Begins at one node; resolves to the page or to the redirection to the client. */
  authorize(node: string, clientId: string, more: Readonly<Record<string, string>> = {}): Promise<Response> {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid orders.read offline_access',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...more,
    });
    return this.open(node, `/connect/authorize?${query}`);
  }

  async open(node: string, path: string): Promise<Response> {
    return this.follow(node, await this.#browser.get(node + path));
  }

  /** Sends the form of a page, with what is hidden in it. */
  async submit(
    node: string,
    page: Response,
    path: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const hidden = [...(await page.text()).matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const form = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
    return this.follow(node, await this.#browser.post(node + path, { ...form, ...fields }));
  }

  /** Goes on where the issuer sends the browser, at this node. */
  async follow(node: string, response: Response): Promise<Response> {
    let last = response;
    for (let steps = 0; steps < 10; steps += 1) {
      const location = last.headers.get('location');
      if (location === null || !location.startsWith(issuer)) return last;
      last = await this.#browser.get(node + location.slice(issuer.length));
    }
    throw new Error('The browser is sent around in a circle.');
  }
}

/** The code of a redirection to the client. */
export function codeOf(response: Response): string {
  const code = URL.parse(response.headers.get('location') ?? '')?.searchParams.get('code');
  if (code == null) throw new Error(`no code: ${response.status} ${response.headers.get('location')}`);
  return code;
}
