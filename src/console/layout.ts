import type { HttpReply } from '../model/http-message.ts';
import { versionOf } from '../pages/assets-endpoint.ts';
import { contentSecurityPolicy } from '../pages/content-security-policy.ts';
import { type Html, hiddenFields, html, renderDocument } from '../pages/document.ts';
import { icon } from '../pages/icon.ts';
import { timesIn } from '../pages/page-writer.ts';
import type { PageFrame } from '../pages/pages.ts';
import { en } from '../pages/texts/en.ts';
import { consoleStylesheet } from './stylesheet.ts';
import type { Section, View } from './view.ts';

/** Of the parts that are there: where they are and what they are called, in order. */
export const sections: Readonly<Record<Section, readonly [path: string, name: string]>> = {
  overview: ['/', 'Overview'],
  clients: ['/clients', 'Clients'],
  users: ['/users', 'Users'],
  grants: ['/grants', 'Grants'],
  keys: ['/keys', 'Keys'],
  audit: ['/audit', 'Audit'],
  trips: ['/trips', 'Trips'],
  explain: ['/explain', 'Explain a token'],
  configuration: ['/configuration', 'Configuration'],
};

/** Who looks at a page. */
export interface Reader {
  readonly name: string;
  /** Of the form that signs them out. */
  readonly signOutToken: string;
}

const policy = contentSecurityPolicy({ formAction: [], style: [], frame: [], scripts: false });

/** Puts pages of the console into the document frame of all pages. English only. */
export class ConsoleLayout {
  readonly #frame: PageFrame;

  /** @param timeZone IANA name of the zone that times are shown in. */
  constructor(timeZone: string) {
    const times = timesIn('en', undefined, timeZone);
    this.#frame = {
      language: 'en',
      texts: en,
      stylesheets: [`/assets/console.css?v=${versionOf(consoleStylesheet)}`],
      name: 'Mintmark console',
      iconUri: `/assets/mintmark.svg?v=${versionOf(icon)}`,
      base: '',
      customParameters: {},
      formatTime: (at) => times.format(at * 1000),
      formatDuration: (seconds) => `${Math.max(1, Math.ceil(seconds / 60))} minutes`,
    };
  }

  /** Epoch seconds for reading, with the name of the zone. */
  formatTime(at: number): string {
    return this.#frame.formatTime(at);
  }

  /** @param reader absent: nobody is signed in, and there is nowhere to go. */
  async write(view: View, reader?: Reader, cookies: readonly string[] = []): Promise<HttpReply> {
    const document = await renderDocument(this.#frame, {
      title: view.title,
      wide: reader !== undefined,
      navigation: reader === undefined ? undefined : navigation(reader, view.section),
      body: html`<h1>${view.title}</h1>\n${view.body}`,
    });
    return {
      status: view.status ?? 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': policy,
        ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
      },
      body: document,
    };
  }
}

function navigation({ name, signOutToken }: Reader, current: Section | undefined): Html {
  return html`<a id="skip" href="#main">To the content</a>
<nav id="console" aria-label="Console"><ul>${Object.entries(sections).map(
    ([section, [path, title]]) =>
      html`<li><a href="${path}"${section === current ? html` aria-current="page"` : ''}>${title}</a></li>`,
  )}</ul>
<form method="post" action="/sign-out">${hiddenFields({ csrf: signOutToken })}<span>Signed in as ${name}</span><button id="sign-out" class="link" type="submit">Sign out</button></form></nav>
`;
}
