import type { SignInPlace } from '../model/grants.ts';
import type { HttpRequest } from '../model/http-message.ts';

/** What stands in `User-Agent` first decides: most browsers also name those that they are like. */
const browsers: readonly (readonly [mark: string, name: string])[] = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];
const systems: readonly (readonly [mark: string, name: string])[] = [
  ['Android', 'Android'],
  ['iPhone', 'iOS'],
  ['iPad', 'iOS'],
  ['CrOS', 'ChromeOS'],
  ['Windows', 'Windows'],
  ['Macintosh', 'macOS'],
  ['Linux', 'Linux'],
];

/** Longer ones are not looked at; real ones have about 120. */
const longest = 1000;

/**
 * Where somebody signs in: as much as a person needs to know the place again. Of the browser only family and system are kept: neither version nor
 * device, which would tell people apart.
 */
export function placeOfSignIn(request: Pick<HttpRequest, 'remoteAddress' | 'header'>): SignInPlace {
  const { remoteAddress: address } = request;
  const userAgent = request.header('user-agent')?.slice(0, longest) ?? '';
  const named = (of: typeof browsers) => of.find(([mark]) => userAgent.includes(mark))?.[1];
  const [browser, system] = [named(browsers), named(systems)];
  return {
    ...(address === undefined ? {} : { address }),
    ...(browser === undefined ? {} : { browser }),
    ...(system === undefined ? {} : { system }),
  };
}
