import { describe, expect, it } from 'vitest';
import { cibaGrant, contextOf, decisionServer, deviceGrant, post, sessionOf } from '../support/decisions.ts';
import { newStore, storeKinds } from '../support/stores.ts';

const device = { client_id: 'tv', client_secret: 'secret' };
const desk = { client_id: 'desk', client_secret: 'secret' };

describe.each(storeKinds)('a request that its user left undecided, kept in %s', (kind) => {
  it('is expired to whoever polls within ten minutes of its end, and then forgotten (RFC 8628 §3.5, CIBA Core 1.0 §11)', async (context) => {
    const store = await newStore(kind, context);
    const server = await decisionServer({ store });
    context.onTestFinished(() => server.close());
    const { cleanUp, deviceInteraction, cibaInteraction } = server.server.services;
    const begun = await post(server, '/connect/deviceauthorization', device);
    const asked = await post(server, '/connect/ciba', { ...desk, scope: 'openid', login_hint: 'alice' });
    expect([begun.body.expires_in, asked.body.expires_in]).toEqual([300, 300]);
    const polls = async () => {
      const byDevice = { ...device, grant_type: deviceGrant, device_code: begun.body.device_code };
      const byDesk = { ...desk, grant_type: cibaGrant, auth_req_id: asked.body.auth_req_id };
      const answers = [await post(server, '/connect/token', byDevice), await post(server, '/connect/token', byDesk)];
      return answers.map(({ body }) => body.error);
    };
    for (const seconds of [300, 150, 449]) {
      server.clock.advance(seconds);
      await cleanUp.run();
      expect(await polls()).toEqual(['expired_token', 'expired_token']);
    }
    // Nobody can decide it any more.
    const session = await sessionOf(server);
    expect(await deviceInteraction.find(begun.body.user_code, session, contextOf(server))).toBeUndefined();
    expect(await cibaInteraction.pendingFor('1', contextOf(server))).toEqual([]);
    server.clock.advance(61);
    await cleanUp.run();
    expect(await polls()).toEqual(['invalid_grant', 'invalid_grant']);
  });

  it('leaves room for those that wait: expired ones are not counted among them', async (context) => {
    const store = await newStore(kind, context);
    const server = await decisionServer({ store });
    context.onTestFinished(() => server.close());
    const ask = (expiry: string) =>
      post(server, '/connect/ciba', { ...desk, scope: 'openid', login_hint: 'alice', requested_expiry: expiry });
    await ask('300');
    server.clock.advance(1);
    for (let count = 0; count < 50; count += 1) await ask('1');
    server.clock.advance(10);
    expect(await server.server.services.cibaInteraction.pendingFor('1', contextOf(server))).toHaveLength(1);
  });
});
