import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/config/resolve-configuration.ts';
import { lengths } from '../../src/model/lengths.ts';
import type { Limit } from '../../src/model/limit.ts';
import { limits } from '../../src/model/limits.ts';
import { quotas } from '../../src/model/quotas.ts';

const all = Object.entries<Limit>(limits);
const settable = all.filter(([, { setting }]) => setting !== undefined);

describe('the catalogue of limits', () => {
  it('names each once', () => {
    expect(Object.keys(lengths).filter((name) => name in quotas)).toEqual([]);
  });

  it.each(settable)('is what the configuration begins with: %s', (_name, { setting, most }) => {
    const resolved: unknown = resolveConfiguration(
      { issuer: 'http://localhost:9400' },
      { mode: 'dev', environment: {} },
    );
    const value = setting!.split('.').reduce((at, step) => (at as Record<string, unknown>)[step], resolved);
    expect(value).toBe(most);
  });

  it.each([
    ['state', 8000],
    ['scope', 16_000],
    ['username', 256],
    ['password', 1024],
    ['clientId', 200],
    ['apiName', 512],
    ['redirectUri', 2000],
    ['issuedToken', 48_000],
    ['body', 65_536],
  ] as const)('takes as much of %s as it did: clients depend on it', (name, least) => {
    expect(limits[name].most).toBeGreaterThanOrEqual(least);
  });

  it('lets all that belongs together into one body (RFC 9126 §2.1, RFC 7662 §2.1)', () => {
    const { issuedToken, clientAssertion, state, scope, claims, redirectUri, body } = limits;
    expect(issuedToken.most + clientAssertion.most + 1000).toBeLessThanOrEqual(body.most);
    const pushed = state.most + scope.most + claims.most + redirectUri.most + clientAssertion.most;
    expect(pushed + 4000).toBeLessThanOrEqual(body.most);
  });
});
