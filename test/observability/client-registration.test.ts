import { expect, it } from 'vitest';
import { auditListener } from '../../src/operations/audit-log.ts';
import { createLogger } from '../../src/operations/log.ts';
import { callback, manage, publicClient, register, registrationServer } from '../support/registration.ts';

it('tells who registered, changed and ended a client and who was refused and why, with no secret', async () => {
  const lines: string[] = [];
  const log = await createLogger({ format: 'json', write: (line) => lines.push(line) });
  const server = await registrationServer({ log, onEvent: auditListener(log), listen: { adminPort: 9464 } });
  const { json } = await register(server, { redirect_uris: [callback] });
  await register(server, { ...publicClient, redirect_uris: ['http://app.example.com/'] });
  const changed = await manage('PUT', json, { ...publicClient, client_id: json.client_id });
  await manage('DELETE', json);
  await manage('DELETE', changed.json);
  const request = { method: 'GET', header: () => undefined, body: async () => new Uint8Array() };
  const metrics = (await server.server.admin({ ...request, target: '/metrics' })).body;
  await server.close();

  const audit = lines.map((line) => JSON.parse(line)).filter((line) => line.audit === true);
  const { client_id: clientId } = json;
  expect(audit.map((line) => [line.message ?? line.msg, line.clientId, line.reason, line.outcome])).toEqual([
    ['ClientRegistered', clientId, undefined, 'success'],
    ['ClientRegistrationRefused', undefined, 'registration.redirect-uri', 'failure'],
    ['ClientRegistrationChanged', clientId, undefined, 'success'],
    ['ClientRegistrationRefused', clientId, 'registration.invalid-token', 'failure'],
    ['ClientRegistrationEnded', clientId, undefined, 'success'],
  ]);
  const everything = lines.join('\n');
  for (const hidden of [json.client_secret, json.registration_access_token, changed.json.registration_access_token]) {
    expect(everything).not.toContain(hidden);
  }

  const count = (name: string) =>
    metrics
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')
      .at(-1);
  expect(count('mintmark_events_total{type="ClientRegistered"}')).toBe('1');
  const refused = 'endpoint="/connect/register",status="400",reason="registration.redirect-uri"';
  expect(count(`mintmark_requests_total{${refused}}`)).toBe('1');
});
