import { decodeJwt } from 'jose';
import {
  AssertionSubjectMapper,
  type AssertionSubjectRequest,
  authenticatedSubject,
  type ICustomTokenRequestValidator,
  IdentityAssertionService,
  type JwtBearerTokenRequest,
  type RequestContext,
  type TokenExchangeTokenRequest,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';
import { validatedRequests } from 'mintmark/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  claimsOf,
  type ExchangeServer,
  exchangeConfiguration,
  exchangeGrant,
  jwtBearerGrant,
  ordersApi,
  serveExchange,
} from '../support/exchange.ts';
import { foreignIssuer } from '../support/foreign-issuer.ts';

let server: ExchangeServer;
afterEach(() => server.close());

class Noting extends TokenResponseGenerator {
  protected override async processTokenExchangeRequest(
    result: TokenRequestValidationResult<TokenExchangeTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    const response = await super.processTokenExchangeRequest(result, context);
    return { ...response, custom: { ...response.custom, exchanged: result.request.subjectToken.clientId ?? 'none' } };
  }

  protected override async processJwtBearerRequest(
    result: TokenRequestValidationResult<JwtBearerTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    const response = await super.processJwtBearerRequest(result, context);
    return { ...response, custom: { ...response.custom, issuer: result.request.assertion.issuer } };
  }
}

describe('overriding what delegation answers (CONTRACT §9)', () => {
  it('processTokenExchangeRequest changes exchanges alone', async () => {
    server = await serveExchange({
      ...exchangeConfiguration,
      services: { tokenResponseGenerator: (services) => new Noting(services) },
    });
    const subject = await server.usersToken('gateway orders.read');
    expect((await server.exchange('gateway', subject)).body).toMatchObject({ exchanged: 'app', token_type: 'Bearer' });
    expect((await server.post('agent', { grant_type: 'client_credentials' })).body).not.toHaveProperty('exchanged');
  });

  it('processJwtBearerRequest changes assertions alone, and both are made by hand for unit tests', async () => {
    server = await serveExchange();
    const { services } = server.server;
    const requests = validatedRequests(services);
    const generator = new Noting(services);
    const user = { clientId: 'app', scopes: ['orders.read'] };
    const assertion = await generator.process(await requests.jwtBearer(user), requests.context());
    expect(assertion.custom).toEqual({ issuer: 'https://issuer.example' });
    const exchange = await requests.tokenExchange({ ...user, actor: { sub: 'agent' } });
    const exchanged = await generator.process(exchange, requests.context());
    expect(exchanged).toMatchObject({
      custom: { exchanged: 'app' },
      issuedTokenType: 'urn:ietf:params:oauth:token-type:access_token',
    });
    expect(decodeJwt(String(exchanged.accessToken)).act).toEqual({ sub: 'agent' });
  });
});

describe('replacing what delegation decides (CONTRACT §9)', () => {
  it('customTokenRequestValidator sees subject, actor and target, and may refuse or narrow, but extends no lifetime', async () => {
    const seen: unknown[] = [];
    const validator: ICustomTokenRequestValidator = {
      async validate({ request }) {
        if (request.grantType !== 'urn:ietf:params:oauth:grant-type:token-exchange') return undefined;
        seen.push([request.subjectToken.subjectId, request.actor, request.resourceIndicators]);
        if (request.parameters.get('scope') === 'orders.write') return { error: 'invalid_target' };
        return { accessTokenLifetime: 86_400 };
      },
    };
    server = await serveExchange({ ...exchangeConfiguration, customTokenRequestValidator: validator });
    const subject = await server.usersToken('gateway orders.read orders.write');
    server.clock.advance(600);
    const { body } = await server.exchange('gateway', subject, { scope: 'orders.read' });
    expect(body.expires_in).toBe(3000);
    expect(seen).toEqual([['1', { sub: 'gateway' }, [ordersApi]]]);
    expect((await server.exchange('gateway', subject, { scope: 'orders.write' })).body.error).toBe('invalid_target');
  });

  it('assertionSubjectMapper says whom a foreign sub means', async () => {
    class Mapper extends AssertionSubjectMapper {
      override async map({ subject, issuer }: AssertionSubjectRequest, context: RequestContext) {
        if (subject !== 'partner-alice') return undefined;
        return authenticatedSubject('1', { method: 'partner', at: context.now, identityProvider: issuer });
      }
    }
    const partner = await foreignIssuer('https://partner.example', () => server.clock.now());
    server = await serveExchange({
      ...exchangeConfiguration,
      trustedIssuers: [{ issuer: partner.issuer, jwks: partner.jwks, uses: ['assertion'], subjects: 'mapped' }],
      clients: [
        {
          clientId: 'web',
          clientSecrets: [{ value: 'secret' }],
          allowedGrantTypes: [jwtBearerGrant],
          allowedScopes: ['orders.read'],
        },
      ],
      services: { assertionSubjectMapper: (services) => new Mapper(services) },
    });
    const present = async (sub: string) =>
      server.post('web', { grant_type: jwtBearerGrant, assertion: await partner.sign({ sub, aud: server.url }) });
    expect(claimsOf(await present('partner-alice'))).toMatchObject({ sub: '1', idp: 'https://partner.example' });
    expect(await present('partner-bob')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('a validator of one’s own for token exchange takes the place of the built-in grant, as it did before there was one', async () => {
    const { extensionGrantValidators, clients } = exchangeConfiguration;
    server = await serveExchange({
      ...exchangeConfiguration,
      clients: clients.slice(0, 2),
      extensionGrantValidators: [
        ...extensionGrantValidators,
        { grantType: exchangeGrant, validate: async () => ({ customResponse: { by: 'my own' } }) },
      ],
    });
    const answer = await server.exchange('gateway', 'whatever it takes');
    expect(answer.body).toMatchObject({ by: 'my own' });
    expect(answer.body).not.toHaveProperty('issued_token_type');
  });

  it('identityAssertionService says more in an ID-JAG', async () => {
    class Telling extends IdentityAssertionService {
      protected override async claims(
        ...parameters: Parameters<IdentityAssertionService['claims']>
      ): ReturnType<IdentityAssertionService['claims']> {
        return { ...(await super.claims(...parameters)), tenant: 'acme' };
      }
    }
    const { clients } = exchangeConfiguration;
    server = await serveExchange({
      ...exchangeConfiguration,
      clients: clients.map((client) =>
        client.clientId === 'app'
          ? {
              ...client,
              tokenExchange: {
                subjectTokens: ['refresh_token'],
                audiences: [{ issuer: 'https://chat.example', scopes: ['chat.read'] }],
              },
            }
          : client,
      ),
      services: { identityAssertionService: (services) => new Telling(services) },
    });
    const first = await server.post('app', { grant_type: 'urn:test:grant:as-user', scope: 'openid offline_access' });
    const answer = await server.exchange('app', String(first.body.refresh_token), {
      subject_token_type: 'urn:ietf:params:oauth:token-type:refresh_token',
      requested_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
      audience: 'https://chat.example',
    });
    expect(claimsOf(answer)).toMatchObject({ aud: 'https://chat.example', scope: 'chat.read', tenant: 'acme' });
  });
});
