import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminServer, adminToken, askAdmin, startAdmin } from '../support/admin.ts';
import { answerOf } from '../support/connect.ts';

let server: AdminServer;
let token: string;
beforeAll(async () => {
  server = await startAdmin();
  token = await adminToken(server);
});
afterAll(() => server.close());

describe('the admin port', () => {
  it('lists clients in pages and shows one with its entity tag', async () => {
    const first = await askAdmin(server, 'GET', '/clients?limit=1', { token });
    expect(first.status).toBe(200);
    expect(first.json).toEqual({
      items: [
        {
          clientId: 'operator',
          from: 'configuration',
          enabled: true,
          type: 'confidential',
          allowedGrantTypes: ['client_credentials'],
          allowedScopes: ['mintmark.admin', 'mintmark.read'],
        },
      ],
      next: expect.any(String),
    });
    const second = await askAdmin(server, 'GET', `/clients?limit=1&after=${first.json.next}`, { token });
    expect(second.json).toEqual({ items: [expect.objectContaining({ clientId: 'reader' })] });
    const shown = await askAdmin(server, 'GET', '/clients/reader', { token });
    expect(shown.json).toMatchObject({ clientId: 'reader', from: 'configuration', accessTokenLifetime: 3600 });
    expect(shown.json.clientSecrets).toEqual([{ id: expect.stringMatching(/^[\w-]{16}$/) }]);
    expect(shown.headers.get('etag')).toMatch(/^"[\w-]{43}"$/);
  });

  it('answers with headers of its own, and lets no page of another origin read anything', async () => {
    const { headers } = await askAdmin(server, 'GET', '/clients', { token, headers: { origin: 'http://localhost' } });
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{22}$/);
    expect(headers.get('access-control-allow-origin')).toBe(null);
    const preflight = await askAdmin(server, 'OPTIONS', '/clients', {
      headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).toBe(405);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(null);
  });

  it('tells what is wrong as a problem (RFC 9457)', async () => {
    const unknown = await askAdmin(server, 'GET', '/nothing', { token });
    expect(unknown.headers.get('content-type')).toBe('application/problem+json');
    expect(unknown.json).toEqual({
      type: 'urn:mintmark:problem:no-such-path',
      title: 'Nothing is at this path',
      status: 404,
      requestId: unknown.headers.get('x-request-id'),
    });
    const method = await askAdmin(server, 'PUT', '/clients', { token, body: {} });
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toBe('GET, POST');
    const query = await askAdmin(server, 'GET', '/clients?limit=1000&serch=x', { token });
    expect(query.status).toBe(400);
    expect(query.json).toMatchObject({
      type: 'urn:mintmark:problem:invalid',
      errors: [
        { path: 'limit', message: 'must be 200 or less' },
        { path: 'serch', message: 'is not known (did you mean "search"?)' },
      ],
    });
    const none = await askAdmin(server, 'GET', '/clients/nobody', { token });
    expect(none.json).toMatchObject({ type: 'urn:mintmark:problem:not-found', detail: 'there is no client nobody' });
  });

  it('measures requests under the names of paths, never under ids', async () => {
    await askAdmin(server, 'GET', '/clients/nobody', { token });
    const metrics = await answerOf(await fetch(`${server.admin}/metrics`));
    expect(metrics.text).toContain(
      'mintmark_requests_total{endpoint="/admin/v1/clients/{clientId}",status="404",reason="not-found"}',
    );
    expect(metrics.text).not.toContain('nobody');
  });

  it('is not the public port', async () => {
    const response = await fetch(`${server.url}/admin/v1/clients`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(404);
    const discovery = await answerOf(await fetch(`${server.url}/.well-known/openid-configuration`));
    expect(discovery.text).not.toContain('mintmark.');
  });
});
