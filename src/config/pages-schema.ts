import { z } from 'zod';
import { list, shownName, text } from './rules.ts';
import { malformedUri, notAscii } from './uri-rules.ts';

const look = (problemOf: (value: string) => string | undefined, typeName: string) =>
  text()
    .check((context) => {
      const message = problemOf(context.value);
      if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
    })
    .meta({ typeName });

const picture = () => look((value) => (value.startsWith('data:image/') ? notAscii(value) : address(value)), 'URI');
const style = () => look((value) => (value.includes('{') ? undefined : address(value)), 'CSS or URI');

/** What a page loads is https, or a path of the same host. */
function address(value: string): string | undefined {
  if (/^\/(?!\/)/.test(value)) return notAscii(value);
  return malformedUri(value, 'web') ?? (/^https:/i.test(value) ? undefined : 'must be an https: URI, or a path');
}

/** How the pages look, as far as a JSON file can say it. */
export const pagesSchema = z.strictObject({
  name: shownName().optional().describe('Name of the service, on top of each page; absent: `Mintmark`.'),
  logoUri: picture().optional().describe('Picture beside it: https, a path of this host, or `data:image/…`.'),
  iconUri: picture().optional().describe('Icon in tabs and bookmarks, likewise.'),
  stylesheet: style()
    .optional()
    .describe('CSS text (anything with a `{`), or the address of a stylesheet, loaded after the built-in one.'),
  formActionSources: list(
    text().regex(/^[\x21-\x2B\x2D-\x3A\x3C-\x7E]*$/, {
      error: 'must be a source of a Content-Security-Policy, such as https://app.example.com',
    }),
  )
    .optional()
    .describe('More sources for `form-action`: where the redirect URI of a client redirects on to another origin.'),
});

export type PageSettings = z.output<typeof pagesSchema>;
