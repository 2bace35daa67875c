import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../model/http-message.ts';
import { sourceOf } from './content-security-policy.ts';
import { safeReturn } from './login-return.ts';
import { PageWriter } from './page-writer.ts';

const request = { target: '/', header: () => undefined } as unknown as HttpRequest;
const error = { page: 'error', error: 'invalid_request', requestId: 'r', status: 400 } as const;
const settings = { issuer: 'https://id.example.com', locales: ['en'], timeZone: 'UTC' };

describe('PageWriter', () => {
  it('protects every page against framing, sniffing, caching and foreign content (RFC 9700 §4.16)', async () => {
    const reply = await new PageWriter(settings).write(error, request, {
      formTargets: ['https://app.example.com:8443/cb?x=y', 'com.example.app:/cb'],
      frames: ['https://rp.example.com/frontchannel?sid=1'],
    });
    expect(reply.headers).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self' https://app.example.com:8443 com.example.app:; frame-ancestors 'none'; base-uri 'none'; frame-src https://rp.example.com",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it('escapes everything that comes from outside', async () => {
    const hostile = `"><script>alert('x')</script>&`;
    const { body } = await new PageWriter(settings, { name: hostile }).write(
      {
        page: 'login',
        action: hostile,
        hidden: { csrf: hostile },
        client: { clientId: hostile, name: hostile, logoUri: hostile },
        username: hostile,
        providers: [{ id: hostile, name: hostile }],
        cancelable: true,
      },
      request,
    );
    expect(body).not.toContain('<script');
    expect(body.split('&lt;script&gt;').length - 1).toBeGreaterThanOrEqual(10);
  });

  it('renders a page that somebody replaced, and the others as before', async () => {
    const writer = new PageWriter(settings, {
      error: (page) => `<p>${page.error}</p>`,
      stylesheet: 'https://cdn.example.com/a.css',
    });
    const reply = await writer.write(error, request);
    expect(reply.body).toBe('<p>invalid_request</p>');
    expect(reply.headers['content-security-policy']).toContain("style-src 'self' https://cdn.example.com;");
  });

  it.each([
    ['en', 1, '1 minute'],
    ['en', 61, '2 minutes'],
    ['en', 7200, '120 minutes'],
    ['en', 7201, '3 hours'],
    ['de', 299, '5 Minuten'],
    ['pl', 299, '5 minut'],
    ['ar', 119, 'دقيقتان'],
    ['ja', 7201, '3 時間'],
  ])('says in %s how long %i seconds are', async (language, seconds, words) => {
    const writer = new PageWriter({ ...settings, locales: ['en', 'de', 'pl', 'ar', 'ja'] });
    await writer.start();
    expect(writer.frame(request, { uiLocales: [language] }).formatDuration(seconds)).toBe(words);
  });

  it('appends CSS text to the built-in stylesheet under a new version', () => {
    const plain = new PageWriter(settings);
    const themed = new PageWriter(settings, { stylesheet: ':root { --accent: red }' });
    expect(themed.stylesheet.endsWith(':root { --accent: red }')).toBe(true);
    expect(themed.stylesheetVersion).not.toBe(plain.stylesheetVersion);
  });
});

describe('sourceOf', () => {
  it('never lets an address end the directive', () => {
    expect(sourceOf(`https://app.example.com/;script-src *`)).toEqual(['https://app.example.com']);
    expect(sourceOf('http://[::1]:8080/cb')).toEqual(['http:']);
    expect(sourceOf('https://app.example.com;sandbox;x/cb')).toEqual(['https:']);
    expect(sourceOf('nonsense')).toEqual([]);
  });
});

describe('safeReturn', () => {
  it.each([
    'https://evil.example',
    '//evil.example/grants',
    '/\\evil.example',
    '/grants/../x',
    '/grants\n',
    '/device?user_code=a&x=y',
    '/connect/endsession',
  ])('leads to no other place than our own pages: %s (RFC 9700 §4.11)', (wanted) => {
    expect(safeReturn(wanted)).toBe('/grants');
  });

  it('keeps our own pages', () => {
    expect(safeReturn('/ciba')).toBe('/ciba');
    expect(safeReturn('/device?user_code=BCDF-GHJK')).toBe('/device?user_code=BCDF-GHJK');
  });
});
