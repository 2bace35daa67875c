import {
  authenticatedSubject,
  type ICustomTokenRequestValidator,
  type IExtensionGrantValidator,
  type IResourceOwnerPasswordValidator,
  oauthError,
} from 'mintmark';
import { afterEach, describe, expect, it } from 'vitest';
import { claimsOf, clientCredentials, type Fixture, password, serve } from './fixture.ts';

let server: Fixture;
afterEach(() => server.close());

const badge: IExtensionGrantValidator = {
  grantType: 'urn:example:badge',
  async validate({ parameters, context, resources, client }) {
    const number = parameters.get('badge');
    if (number === undefined) {
      return {
        error: 'invalid_request',
        errorDescription: 'badge is missing',
        customResponse: { hint: 'see the back' },
      };
    }
    if (number === 'stolen') return { error: 'badge_blocked', customResponse: { blocked: { since: 1700000000 } } };
    if (number === 'thrown') throw oauthError('grant.refused', { description: 'thrown' });
    return {
      subject: authenticatedSubject(number, { method: 'badge', at: context.now }),
      customResponse: { badge: { number, reader: ['north', 2] }, by: 'grant' },
      accessTokenLifetime: 60,
      clientClaims: [{ type: 'scopes_seen', value: resources.scopes.length }],
      effectiveClientId: `${client.clientId}-device`,
      sessionId: 'door',
    };
  },
};

const passwords: IResourceOwnerPasswordValidator = {
  async validate({ username, password: secret, context }) {
    if (secret === 'expired') {
      return {
        error: 'invalid_grant',
        errorDescription: 'The password expired.',
        customResponse: { change_at: 'https://example.com/password' },
      };
    }
    return {
      subject: authenticatedSubject(username, { method: 'pwd', at: context.now }),
      customResponse: { days_left: 3 },
    };
  },
};

const custom: ICustomTokenRequestValidator = {
  async validate({ request, customResponse }) {
    if (request.parameters.get('tenant') === 'closed') {
      return {
        error: 'access_denied',
        errorDescription: 'The tenant is closed.',
        customResponse: { tenant: 'closed' },
      };
    }
    if (request.grantType === 'client_credentials' && request.parameters.has('tenant')) {
      return {
        customResponse: { tenant: request.parameters.get('tenant') ?? '' },
        clientClaims: [{ type: 'tenant', value: request.parameters.get('tenant') ?? '' }],
        accessTokenLifetime: 120,
        effectiveClientId: undefined,
      };
    }
    return 'by' in customResponse ? { customResponse: { by: 'custom validator' } } : undefined;
  },
};

describe('customResponse reaches the response (CONTRACT §5)', () => {
  it('from an extension grant validator, on success and on error', async () => {
    server = await serve({ extensionGrantValidators: [badge] });
    const ok = await server.post('partner', { grant_type: 'urn:example:badge', badge: '42' });
    expect(ok.body).toMatchObject({ expires_in: 60, badge: { number: '42', reader: ['north', 2] }, by: 'grant' });
    expect(claimsOf(ok.body.access_token)).toMatchObject({
      sub: '42',
      client_id: 'partner-device',
      sid: 'door',
      amr: ['badge'],
    });
    const missing = await server.post('partner', { grant_type: 'urn:example:badge' });
    expect(missing.status).toBe(400);
    expect(missing.body).toMatchObject({
      error: 'invalid_request',
      error_description: 'badge is missing',
      hint: 'see the back',
    });
    const blocked = await server.post('partner', { grant_type: 'urn:example:badge', badge: 'stolen' });
    expect(blocked.body).toMatchObject({ error: 'badge_blocked', blocked: { since: 1700000000 } });
    const thrown = await server.post('partner', { grant_type: 'urn:example:badge', badge: 'thrown' });
    expect(thrown.body).toMatchObject({ error: 'invalid_grant', error_description: 'thrown' });
  });

  it('from a password validator, on success and on error', async () => {
    server = await serve({ resourceOwnerPasswordValidator: passwords });
    const ok = await server.post('legacy', { ...password, username: 'carol', password: 'any' });
    expect(ok.body.days_left).toBe(3);
    expect(claimsOf(ok.body.access_token).sub).toBe('carol');
    const refused = await server.post('legacy', { ...password, password: 'expired' });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      error: 'invalid_grant',
      error_description: 'The password expired.',
      change_at: 'https://example.com/password',
    });
  });

  it('from a custom validator, on success and on error', async () => {
    server = await serve({ customTokenRequestValidator: custom });
    const ok = await server.post('worker', { ...clientCredentials, tenant: 'acme' });
    expect(ok.body).toMatchObject({ tenant: 'acme', expires_in: 120 });
    expect(claimsOf(ok.body.access_token)).toMatchObject({ client_tenant: 'acme', client_id: 'worker' });
    const refused = await server.post('worker', { ...clientCredentials, tenant: 'closed' });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      error: 'access_denied',
      error_description: 'The tenant is closed.',
      tenant: 'closed',
    });
  });

  it('and a custom validator wins over the validator of the grant', async () => {
    server = await serve({ extensionGrantValidators: [badge], customTokenRequestValidator: custom });
    const { body } = await server.post('partner', { grant_type: 'urn:example:badge', badge: '42' });
    expect(body.by).toBe('custom validator');
    expect(body.badge).toEqual({ number: '42', reader: ['north', 2] });
  });

  it('without taking the place of error, error_description or error_uri', async () => {
    const liar: ICustomTokenRequestValidator = {
      validate: async () => ({
        error: 'access_denied',
        customResponse: { error: 'none', error_uri: 'https://evil.example', ['__proto__']: { x: 1 }, note: 'sent' },
      }),
    };
    server = await serve({ customTokenRequestValidator: liar });
    const { body } = await server.post('worker', clientCredentials);
    expect(body.error).toBe('access_denied');
    expect(String(body.error_uri)).toMatch(/^http:\/\/localhost:\d+\/docs\/errors\//);
    expect(body.note).toBe('sent');
  });

  it('a refusal comes before anything is consumed: the refresh token still works', async () => {
    server = await serve({ customTokenRequestValidator: custom });
    const first = await server.post('legacy', { ...password, scope: 'orders.read offline_access' });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
    expect((await server.post('legacy', { ...refresh, tenant: 'closed' })).status).toBe(400);
    server.clock.advance(3600);
    expect((await server.post('legacy', refresh)).status).toBe(200);
  });
});
