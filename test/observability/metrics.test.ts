import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { asUserGrant, secret, startFixture } from '../support/fixture.ts';

let test: TestServer;
let text = '';

const token = (form: Readonly<Record<string, string>>) =>
  test.server.fetch(
    new Request(`${test.url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_secret: secret, ...form }),
    }),
  );
const adminRequest = (target: string) => ({
  method: 'GET',
  target,
  header: () => undefined,
  body: async () => new Uint8Array(),
});

beforeAll(async () => {
  test = await startFixture({ listen: { adminPort: 9464 } });
  const ask = { grant_type: 'client_credentials' };
  await token({ ...ask, client_id: 'machine' });
  await token({ ...ask, client_id: 'machine' });
  await token({ ...ask, client_id: 'reference-machine' });
  await token({ ...ask, client_id: 'machine', client_secret: 'a wrong secret' });
  await token({ client_id: 'application', grant_type: asUserGrant, user: 'u' });
  await token({ client_id: 'machine', grant_type: 'client-chosen' });
  await test.server.fetch(new Request(`${test.url}/client-chosen`));
  const { access_token: live } = (await (await token({ ...ask, client_id: 'machine' })).json()) as Record<
    string,
    string
  >;
  const asked = (one: string) => new URLSearchParams({ client_id: 'machine', client_secret: secret, token: one });
  for (const one of [live!, 'dead', 'made up']) {
    const url = `${test.url}/connect/introspect`;
    await test.server.fetch(new Request(url, { method: 'POST', body: asked(one) }));
  }
  test.clock.advance(100);
  text = (await test.server.admin(adminRequest('/metrics'))).body;
});
afterAll(() => test.close());

const line = (metric: string) => text.split('\n').find((candidate) => candidate.startsWith(`${metric} `));

describe('metrics', () => {
  it('count requests by endpoint, status and reason', () => {
    const requests = (endpoint: string, status: number, reason: string) =>
      line(`mintmark_requests_total{endpoint="${endpoint}",status="${status}",reason="${reason}"}`)?.split(' ').at(-1);
    expect(requests('/connect/token', 200, 'none')).toBe('5');
    expect(requests('/connect/token', 401, 'client.wrong-secret')).toBe('1');
    expect(requests('/connect/token', 400, 'grant.unsupported')).toBe('1');
    expect(requests('other', 404, 'request.not-found')).toBe('1');
  });

  it('count tokens by grant, extension grants as one, and events by type', () => {
    expect(line('mintmark_tokens_issued_total{grant_type="client_credentials"}')?.split(' ').at(-1)).toBe('4');
    expect(line('mintmark_tokens_issued_total{grant_type="extension"}')?.split(' ').at(-1)).toBe('1');
    expect(line('mintmark_events_total{type="TokenIssued"}')?.split(' ').at(-1)).toBe('5');
    expect(line('mintmark_events_total{type="ClientAuthenticationFailed"}')?.split(' ').at(-1)).toBe('1');
  });

  it('measure requests, store calls and the event loop, and show how old the signing keys are', () => {
    expect(line('mintmark_request_duration_seconds_count{endpoint="/connect/token"}')?.split(' ').at(-1)).toBe('7');
    expect(
      line('mintmark_store_duration_seconds_count{operation="grants.insert",outcome="success"}')?.split(' ').at(-1),
    ).toBe('2');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(line('mintmark_signing_key_age_seconds{algorithm="ES256"}')?.split(' ').at(-1)).toBe('100');
  });

  it('tell active from inactive introspections, and which version runs', () => {
    expect(line('mintmark_introspections_total{active="true"}')?.split(' ').at(-1)).toBe('1');
    expect(line('mintmark_introspections_total{active="false"}')?.split(' ').at(-1)).toBe('2');
    expect(line(`mintmark_build_info{version="0.1.0",node="${process.version}"}`)?.split(' ').at(-1)).toBe('1');
  });

  it('hold nothing that a client chose', () => {
    expect(text).not.toContain('client-chosen');
    expect(text).not.toContain('as-user');
  });

  it('are served on the admin port only, and it serves nothing else but health', async () => {
    expect((await test.server.fetch(new Request(`${test.url}/metrics`))).status).toBe(404);
    expect((await test.server.admin(adminRequest('/health/ready'))).status).toBe(200);
    expect((await test.server.admin(adminRequest('/connect/token'))).status).toBe(404);
  });

  it('are all that the Grafana dashboard and the guide speak of', () => {
    const known = new Set(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name!],
      ),
    );
    const file = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
    const dashboard = JSON.parse(file('grafana-dashboard.json'));
    const expressions: string[] = dashboard.panels.flatMap((panel: { targets?: { expr: string }[] }) =>
      (panel.targets ?? []).map(({ expr }) => expr),
    );
    expect(expressions.length).toBeGreaterThan(8);
    const memory = dashboard.panels.find(({ title }: { title: string }) => title === 'Memory');
    expect(memory.targets).toHaveLength(1);
    expect(memory.fieldConfig.defaults.unit).toBe('bytes');
    const used = expressions.flatMap((expression) => expression.match(/\b(mintmark|nodejs|process)_[a-z0-9_]+/g) ?? []);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
    const own = [...text.matchAll(/^# TYPE (mintmark_\S+)/gm)].map(([, name]) => name!);
    const guide = file('operations.md');
    expect(own.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
    expect(
      [...guide.matchAll(/`(mintmark_\w+)`/g)].map(([, name]) => name!).filter((name) => !own.includes(name)),
    ).toEqual([]);
  });
});
