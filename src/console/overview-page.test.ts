import { expect, it } from 'vitest';
import { resolveConfiguration } from '../config/resolve-configuration.ts';
import { formParameters } from '../model/form-parameters.ts';
import { DayMetrics } from '../operations/day-metrics.ts';
import { html } from '../pages/document.ts';
import { overviewPage } from './overview-page.ts';

const now = 1_700_000_100;
const clock = { now: () => now };

it('tells what of the configuration should not stay so, and how old the signing keys are', async () => {
  const settings = resolveConfiguration(
    {
      issuer: 'https://id.example',
      secret: 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k',
      storage: { kind: 'memory' },
    },
    { mode: 'production', environment: {} },
  );
  const key = { keyId: 'k', algorithm: 'ES256', createdAt: now - 86_400 * 3, activeAt: 0, retiringAt: 0, retiredAt: 0 };
  const none = { count: 0, isComplete: true };
  const page = overviewPage({
    settings,
    clock,
    dayMetrics: new DayMetrics(clock),
    keyRing: { list: () => [{ ...key, state: 'signing' }] },
    counts: async () => ({
      users: { count: 10_000, isComplete: false },
      clients: { configuration: 1, store: 2, registered: 0, document: 0 },
      sessions: none,
      grants: { counts: {}, isComplete: true },
    }),
  });
  const shown = await page.show?.({
    context: { requestId: 'r', now, issuer: settings.issuer },
    caller: { via: 'console', context: { requestId: 'r', now, issuer: settings.issuer } },
    path: '/',
    query: formParameters({}),
    token: () => '',
    fields: () => html``,
  });
  const text = shown !== undefined && 'body' in shown ? String(await shown.body) : '';
  expect(text).toContain('storage.kind: memory loses every grant, key and stored user when the process ends');
  expect(text).toContain('<dt>ES256 key</dt><dd>3 days old</dd>');
  expect(text).toContain('<dt>Users</dt><dd>10000 or more</dd>');
  expect(text).toContain('<dt>Clients</dt><dd>3</dd>');
});
