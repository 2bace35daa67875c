import { describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { balances, detailServer, postAs, rent } from '../support/authorization-details.ts';
import { contextOf, sessionOf } from '../support/decisions.ts';
import { granted, refresh } from '../support/rich-authorization.ts';
import { newStore, storeKinds } from '../support/stores.ts';

const device = 'urn:ietf:params:oauth:grant-type:device_code';
const ciba = 'urn:openid:params:grant-type:ciba';
const chosen = { type: 'accounts', actions: ['list'], ibans: ['DE02'] };
const json = JSON.stringify;
const scopes = ['openid', 'offline_access'];
const asked = { scope: scopes.join(' '), authorization_details: json([balances, rent]) };
const decision = { outcome: 'approved', scopes, authorizationDetails: [chosen] } as const;

describe.each(storeKinds)('authorization details in %s', (kind) => {
  it('outlast a code and its refresh tokens, each as it was granted', async (test) => {
    const server = await detailServer({ store: await newStore(kind, test) });
    test.onTestFinished(() => server.close());
    let { body } = await granted(server, [balances, rent], { scope: 'offline_access', client_id: 'reference' });
    for (let round = 0; round < 3; round += 1) {
      expect(body.authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }, rent]);
      const less = { authorization_details: json([rent]) };
      const narrowed = await refresh(server, body.refresh_token, less, 'reference');
      expect(narrowed.body.authorization_details).toEqual([rent]);
      ({ body } = await refresh(server, narrowed.body.refresh_token, {}, 'reference'));
    }
  });

  it('outlast a device code, enriched by whoever decided', async (test) => {
    const server = await detailServer({ store: await newStore(kind, test) });
    test.onTestFinished(() => server.close());
    const { body } = await postAs(server, 'web', '/connect/deviceauthorization', asked);
    const { deviceInteraction } = server.server.services;
    await deviceInteraction.decide(body.user_code, decision, await sessionOf(server), contextOf(server));
    await expectChosen(server, { grant_type: device, device_code: body.device_code });
  });

  it('outlast a backchannel request, enriched by whoever decided', async (test) => {
    const server = await detailServer({ store: await newStore(kind, test) });
    test.onTestFinished(() => server.close());
    const { body } = await postAs(server, 'web', '/connect/ciba', { ...asked, login_hint: 'alice' });
    const { cibaInteraction } = server.server.services;
    const [waiting] = await cibaInteraction.pendingFor('1', contextOf(server));
    await cibaInteraction.decide(waiting!.id, decision, await sessionOf(server), contextOf(server));
    await expectChosen(server, { grant_type: ciba, auth_req_id: body.auth_req_id });
  });

  it('are not granted to a device or over the back channel beyond what was asked for', async (test) => {
    const server = await detailServer({ store: await newStore(kind, test) });
    test.onTestFinished(() => server.close());
    const { deviceInteraction, cibaInteraction } = server.server.services;
    const beyond = { ...decision, authorizationDetails: [{ ...rent, amount: '901.00' }] };
    const session = await sessionOf(server);
    const { body } = await postAs(server, 'web', '/connect/deviceauthorization', asked);
    const decided = deviceInteraction.decide(body.user_code, beyond, session, contextOf(server));
    await expect(decided).rejects.toMatchObject({ reason: 'decision.invalid' });
    await postAs(server, 'web', '/connect/ciba', { ...asked, login_hint: 'alice' });
    const [waiting] = await cibaInteraction.pendingFor('1', contextOf(server));
    const answered = cibaInteraction.decide(waiting!.id, beyond, session, contextOf(server));
    await expect(answered).rejects.toMatchObject({ reason: 'decision.invalid' });
    expect(await cibaInteraction.pendingFor('1', contextOf(server))).toHaveLength(1);
  });
});

async function expectChosen(server: TestServer, redemption: Readonly<Record<string, string>>): Promise<void> {
  const { body } = await postAs(server, 'web', '/connect/token', redemption);
  expect(body.authorization_details).toEqual([chosen]);
  expect((await refresh(server, body.refresh_token)).body.authorization_details).toEqual([chosen]);
}
