import { expect, it } from 'vitest';
import { auditListener } from '../../src/operations/audit-log.ts';
import { createLogger } from '../../src/operations/log.ts';
import { asUserGrant, secret, startFixture } from '../support/fixture.ts';

it('writes a line an event: who, what, which client, outcome, request; and no secret', async () => {
  const lines: string[] = [];
  const log = await createLogger({ format: 'json', write: (line) => lines.push(line) });
  const test = await startFixture({ onEvent: auditListener(log) });
  const send = (path: string, form: Readonly<Record<string, string>>) =>
    test.server.fetch(new Request(test.url + path, { method: 'POST', body: new URLSearchParams(form) }));
  const own = { client_id: 'application', client_secret: secret };
  const asked = { ...own, grant_type: asUserGrant, user: 'u-1', scope: 'orders.read offline_access' };
  const issued = (await (await send('/connect/token', asked)).json()) as Record<string, string>;
  await send('/connect/token', { ...asked, client_secret: 'guessed wrong' });
  await send('/connect/revocation', { ...own, token: issued['refresh_token']! });
  await test.close();

  const audit = lines.map((line) => JSON.parse(line)).filter((line) => line.audit === true);
  expect(audit.map(({ message, msg, clientId, outcome }) => [message ?? msg, clientId, outcome])).toEqual([
    ['TokenIssued', 'application', 'success'],
    ['ClientAuthenticationFailed', 'application', 'failure'],
    ['TokenRevoked', 'application', 'success'],
  ]);
  expect(audit[0]).toMatchObject({ who: 'u-1', grantType: asUserGrant, scopes: ['orders.read', 'offline_access'] });
  for (const line of audit) expect(line.requestId).toMatch(/^\S{16,}$/);
  const everything = lines.join('\n');
  for (const hidden of [secret, 'guessed wrong', issued['access_token']!, issued['refresh_token']!]) {
    expect(everything).not.toContain(hidden);
  }
});
