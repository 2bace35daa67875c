/** A browser without a window: keeps cookies by host, follows nothing by itself. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #fetch: typeof fetch;

  /** Every `Set-Cookie` value received, in order. */
  readonly received: string[] = [];

  constructor(send: typeof fetch = fetch) {
    this.#fetch = send;
  }

  async get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(url, { headers });
  }

  async post(url: string, form: Readonly<Record<string, string>> | URLSearchParams, headers = {}): Promise<Response> {
    return this.#send(url, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  async postJson(url: string, body: unknown, headers = {}): Promise<Response> {
    const sent = { 'content-type': 'application/json', ...headers };
    return this.#send(url, { method: 'POST', body: JSON.stringify(body), headers: sent });
  }

  /** A cookie's value by the end of its name. */
  cookie(end: string): string | undefined {
    for (const [name, value] of this.#cookies) if (name.endsWith(end)) return value;
    return undefined;
  }

  /** Plants a cookie, as an attacker on a neighbouring host would. */
  plant(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  forget(): void {
    this.#cookies.clear();
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === '' ? {} : { cookie }) };
    const response = await this.#fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#store(line);
    return response;
  }

  #store(line: string): void {
    this.received.push(line);
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    if (attributes.includes('Max-Age=0')) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(name.length + 1));
  }
}

/** Where a redirection leads. */
export function locationOf(response: Response): URL {
  const location = response.headers.get('location');
  if (response.status !== 303 || location === null) throw new Error(`not a redirection: ${response.status}`);
  return new URL(location);
}
