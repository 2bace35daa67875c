import { Browser } from '../../support/browser.ts';
import { formsOf, type PageForm } from './page-forms.ts';

/** What reaches a client. */
export interface Arrival {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Of a form post. */
  readonly form?: URLSearchParams;
}

/** Where a walk ended: at a client, or on a page that nothing leads on from. */
export interface Visit {
  /** Ids of the forms that were filled in, in order. */
  readonly asked: readonly string[];
  readonly arrival?: Arrival;
  readonly page?: { readonly status: number; readonly html: string; readonly headers: Headers };
}

export interface Person {
  readonly username: string;
  readonly password: string;
}

const mostSteps = 20;

/** A person at a browser without scripts, who signs in, allows what is asked and confirms what is to be confirmed. */
export class UserAgent {
  readonly #browser: Browser;
  readonly #issuer: string;
  readonly #person: Person;

  constructor(issuer: string, person: Person = { username: 'alice', password: 'wonderland' }, send?: typeof fetch) {
    this.#browser = new Browser(send);
    this.#issuer = issuer;
    this.#person = person;
  }

  async visit(url: string): Promise<Visit> {
    return this.#walk(await this.#browser.get(url));
  }

  async post(url: string, form: Readonly<Record<string, string>>): Promise<Visit> {
    return this.#walk(await this.#browser.post(url, form));
  }

  /** Sends the form of a page with further fields, such as the name of the button. */
  async submit(form: PageForm, fields: Readonly<Record<string, string>>): Promise<Visit> {
    return this.#walk(await this.#browser.post(form.action, { ...form.fields, ...fields }));
  }

  /** A page as it is, nothing filled in and nothing followed. */
  async page(url: string): Promise<string> {
    return (await this.#browser.get(url)).text();
  }

  /** Signs in and stops at what comes then, such as the question for consent. */
  async signInOnly(url: string): Promise<string> {
    let response = await this.#browser.get(url);
    for (let step = 0; step < mostSteps; step += 1) {
      const location = response.headers.get('location');
      if (location !== null) {
        response = await this.#browser.get(new URL(location, this.#issuer).href);
        continue;
      }
      const html = await response.text();
      const [form] = formsOf(html);
      if (form?.id !== 'login') return html;
      response = await this.#browser.post(form.action, { ...form.fields, ...this.#person, action: 'login' });
    }
    throw new Error('The browser is sent around.');
  }

  async #walk(first: Response): Promise<Visit> {
    const asked: string[] = [];
    let response = first;
    for (let step = 0; step < mostSteps; step += 1) {
      const location = response.headers.get('location');
      if (location !== null) {
        const url = new URL(location, this.#issuer);
        if (!this.#isIssuer(url.href)) return { asked, arrival: { method: 'GET', url } };
        response = await this.#browser.get(url.href);
        continue;
      }
      const html = await response.text();
      const [form] = formsOf(html);
      if (form !== undefined && form.method === 'post' && !this.#isIssuer(form.action)) {
        return {
          asked,
          arrival: { method: 'POST', url: new URL(form.action), form: new URLSearchParams(form.fields) },
        };
      }
      const answers = form === undefined ? undefined : this.#answers(form);
      if (response.status !== 200 || form === undefined || answers === undefined) {
        return { asked, page: { status: response.status, html, headers: response.headers } };
      }
      asked.push(form.id ?? '');
      response = await this.#browser.post(form.action, { ...form.fields, ...answers });
    }
    throw new Error(`The browser is sent around: ${asked.join(', ')}`);
  }

  #answers({ id }: PageForm): Readonly<Record<string, string>> | undefined {
    if (id === 'login') return { ...this.#person, action: 'login' };
    if (id === 'consent') return { decision: 'allow' };
    if (id === 'logout') return { action: 'logout' };
    return undefined;
  }

  #isIssuer(url: string): boolean {
    return url === this.#issuer || url.startsWith(`${this.#issuer}/`);
  }
}
