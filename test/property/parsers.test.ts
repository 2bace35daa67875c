import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presentedCredentials } from '../../src/clients/client-credentials.ts';
import { OAuthError } from '../../src/errors/oauth-error.ts';
import { parseAuthorizationHeader } from '../../src/http/authorization-header.ts';
import { parseForm, parseQuery } from '../../src/http/form.ts';
import { formParameters } from '../../src/model/form-parameters.ts';
import type { HttpRequest } from '../../src/model/http-message.ts';
import type { RequestContext } from '../../src/model/request-context.ts';
import { secret } from '../support/fixture.ts';
import { type InProcess, startInProcess } from '../support/in-process.ts';
import { takesLessThan } from '../support/processor-time.ts';

let host: InProcess;
let context: RequestContext;
beforeAll(async () => {
  host = await startInProcess();
  context = {
    requestId: 'r',
    now: host.clock.now(),
    issuer: 'http://localhost',
    remoteAddress: undefined,
    userAgent: undefined,
  };
});
afterAll(() => host.server.close());

const text = fc.string({ unit: 'binary', maxLength: 300 });
/** Pieces of which hostile messages are made. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('%', '%00', '%ff', '%c0%af', '+', '&', '=', ';', '"', '\\', ' ', '\t', '\r\n', '\0', '.', '..'),
      fc.constantFrom('#', ':', '/', 'urn:', 'http://', '[::', 'Basic ', 'Bearer ', 'eyJhbGciOiJub25lIn0', '__proto__'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
const anyText = fc.oneof(text, hostile);

/** Runs it; anything but a result or an `OAuthError` with status 4xx is a bug. */
async function refusesOrAnswers<Result>(run: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await run();
  } catch (error) {
    expect(error).toBeInstanceOf(OAuthError);
    expect((error as OAuthError).status).toBeGreaterThanOrEqual(400);
    expect((error as OAuthError).status).toBeLessThan(500);
    return undefined;
  }
}

const runs = { numRuns: 1000 };

describe('no input breaks', () => {
  it('the form parser: it answers or refuses any bytes (RFC 6749 App. B)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          anyText.map((one) => new TextEncoder().encode(one)),
        ),
        async (bytes) => {
          const form = await refusesOrAnswers(() => parseForm(bytes));
          for (const name of form?.names() ?? []) {
            expect(form!.get(name)).not.toBe('');
            expect(form!.get(name)).not.toContain('\0');
            if (name !== 'resource' && name !== 'audience') expect(form!.getAll(name)).toHaveLength(1);
          }
        },
      ),
      runs,
    );
  });

  it('the form parser: what URLSearchParams wrote is read as it was', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
      .filter((one) => one.isWellFormed() && !one.includes('\0'));
    fc.assert(
      fc.property(fc.dictionary(value, value, { maxKeys: 20 }), (record) => {
        const form = parseForm(new TextEncoder().encode(new URLSearchParams(record).toString()));
        expect(Object.fromEntries(form.names().map((name) => [name, form.get(name)]))).toEqual({ ...record });
      }),
      runs,
    );
  });

  it('the query parser', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (target) => void (await refusesOrAnswers(() => parseQuery(`/?${target}`)))),
      runs,
    );
  });

  it('the Authorization header parser (RFC 9110 §11.4)', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (header) => {
        const parsed = await refusesOrAnswers(() => parseAuthorizationHeader(header));
        if (parsed !== undefined) expect(parsed.scheme).toBe(parsed.scheme.toLowerCase());
      }),
      runs,
    );
  });

  it('the reader of client credentials, in header and form (RFC 6749 §2.3)', async () => {
    const maybe = fc.option(anyText, { nil: undefined });
    const basicOf = fc.oneof(
      anyText,
      anyText.map((one) => `Basic ${Buffer.from(one).toString('base64')}`),
      anyText.map((one) => `Basic ${one}`),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.option(basicOf, { nil: undefined }),
        fc.record({ client_id: maybe, client_secret: maybe, client_assertion: maybe, client_assertion_type: maybe }),
        async (authorization, parameters) => {
          const request = { header: () => authorization } as unknown as HttpRequest;
          await refusesOrAnswers(() => presentedCredentials(request, formParameters(parameters)));
        },
      ),
      runs,
    );
  });

  it('the Basic header: what a client encoded is read as it was (RFC 6749 §2.3.1)', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }).filter((one) => one.isWellFormed());
    const encode = (one: string) => new URLSearchParams({ x: one }).toString().slice(2);
    fc.assert(
      fc.property(part, part, (clientId, clientSecret) => {
        const authorization = `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`;
        const request = { header: () => authorization } as unknown as HttpRequest;
        const presented = presentedCredentials(request, formParameters({}));
        const [secret] = presented.method === 'client_secret_basic' ? presented.secrets : [];
        expect([presented.method, presented.clientId, secret]).toEqual(['client_secret_basic', clientId, clientSecret]);
      }),
      runs,
    );
  });

  it('the scope parser: it never grants what the client may not have (RFC 6749 §3.3)', async () => {
    const { resources, clients } = host.server.services;
    const machine = (await clients.find('machine'))!;
    const scope = fc.oneof(
      anyText,
      fc
        .array(fc.constantFrom('orders.read', 'orders.write', 'openid', 'offline_access', 'scope1', ''), {
          maxLength: 6,
        })
        .map((all) => all.join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(scope, async (asked) => {
        const granted = await refusesOrAnswers(() =>
          resources.validate(machine, resources.parseScopes(asked, machine, 'apiOnly'), []),
        );
        for (const one of granted?.scopes ?? []) expect(['orders.read', 'orders.write']).toContain(one);
      }),
      runs,
    );
  });

  it('the parser of resource indicators (RFC 8707 §2)', async () => {
    const { resources } = host.server.services;
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 4 }), async (values) => {
        for (const one of (await refusesOrAnswers(() => resources.parseIndicators(values))) ?? []) {
          expect(URL.canParse(one)).toBe(true);
          expect(one).not.toContain('#');
        }
      }),
      runs,
    );
  });

  it('the assertion verifier: nothing that was made up is accepted (RFC 7523 §3)', async () => {
    const { assertions, clients } = host.server.services;
    const machine = { ...(await clients.find('machine'))!, jwks: { keys: [] } };
    const encode = (one: unknown) => Buffer.from(JSON.stringify(one)).toString('base64url');
    const assertion = fc.oneof(
      anyText,
      fc
        .tuple(fc.json(), fc.json(), anyText)
        .map(([header, payload, signature]) =>
          [header, payload, signature].map((one) => Buffer.from(one).toString('base64url')).join('.'),
        ),
      fc
        .record({ alg: fc.constantFrom('none', 'HS256', 'ES256'), kid: anyText })
        .map(
          (header) =>
            `${encode(header)}.${encode({ sub: 'machine', iss: 'machine', jti: 'j', exp: 4e9, aud: 'http://localhost' })}.`,
        ),
    );
    await fc.assert(
      fc.asyncProperty(assertion, async (one) => {
        await refusesOrAnswers(() => assertions.claimedClientId(one));
        const accepted = await refusesOrAnswers(async () => {
          await assertions.verify(one, machine, context);
          return true;
        });
        expect(accepted).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('the token validator: made-up and changed tokens are nobody’s (RFC 7519 §7.2)', async () => {
    const { tokenValidator } = host.server.services;
    const { body } = await host.post('/connect/token', 'machine', { grant_type: 'client_credentials' });
    const real = body.access_token!;
    expect(await tokenValidator.validateAccessToken(real, context)).toBeDefined();
    const changed = fc
      .tuple(fc.nat(real.length - 1), fc.constantFrom(...'AZaz09-_.=+/ \0é'))
      .map(([at, character]) => real.slice(0, at) + character + real.slice(at + 1))
      .filter((one) => one !== real);
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, changed), async (token) => {
        expect(await tokenValidator.validateAccessToken(token, context)).toBeUndefined();
      }),
      runs,
    );
  });

  it('an endpoint: whatever is posted, the answer is one of the protocol (CONTRACT §6)', async () => {
    const name = fc.constantFrom(
      'grant_type',
      'scope',
      'resource',
      'refresh_token',
      'token',
      'username',
      'password',
      'user',
      'client_secret',
      'code',
      'x',
    );
    const value = fc.oneof(
      anyText,
      fc.constantFrom(
        'client_credentials',
        'refresh_token',
        'password',
        'urn:test:grant:as-user',
        'authorization_code',
      ),
    );
    const path = fc.constantFrom('/connect/token', '/connect/introspect', '/connect/revocation');
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.array(fc.tuple(name, value), { maxLength: 6 }),
        fc.boolean(),
        async (to, pairs, escapes) => {
          const credentials = `client_id=application&client_secret=${encodeURIComponent(secret)}`;
          const written = pairs.map(([key, one]) => `${key}=${escapes ? encodeURIComponent(one.toWellFormed()) : one}`);
          const response = await host.server.fetch(
            new Request(`http://localhost${to}`, {
              method: 'POST',
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
              body: [credentials, ...written].join('&'),
            }),
          );
          expect([200, 400, 401]).toContain(response.status);
          const answer = await response.text();
          if (response.status !== 200) expect(JSON.parse(answer).error).toMatch(/^[a-z_]+$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('no input takes long', () => {
  const long = 60_000;
  const pumps = [
    'a',
    ' ',
    '=',
    '&',
    '%41',
    '+',
    '.',
    'a.',
    'Basic ',
    ' ,',
    '/',
    ':',
    '#',
    '%',
    '\t',
    'é',
    '-',
    'A=',
    '"',
  ];
  const cases = pumps.flatMap((pump) => [
    pump.repeat(long / pump.length),
    `${pump.repeat(long / pump.length)}\n`,
    `Basic ${pump.repeat(long / pump.length)}!`,
  ]);
  /** Far above what a linear parser needs for 60,000 characters, far below what a quadratic one does. */
  const patienceMs = 400;

  async function within(run: () => unknown): Promise<void> {
    expect(await takesLessThan(patienceMs, () => refusesOrAnswers(run))).toBe(true);
  }

  it('neither form, header, credentials, scope, resource, assertion nor token', async () => {
    const { resources, clients, assertions, tokenValidator } = host.server.services;
    const machine = (await clients.find('machine'))!;
    for (const one of cases) {
      await within(() => parseForm(new TextEncoder().encode(one)));
      await within(() => parseQuery(`/?${one}`));
      await within(() => parseAuthorizationHeader(one));
      await within(() => presentedCredentials({ header: () => one } as unknown as HttpRequest, formParameters({})));
      await within(() => resources.parseScopes(one, machine, 'all'));
      await within(() => resources.parseIndicators([one]));
      await within(() => assertions.claimedClientId(one));
      await within(() => assertions.verify(one, machine, context));
      await within(() => tokenValidator.validateAccessToken(one, context));
    }
  });
});
