import type { AuthorizationDetailServiceGroup } from '../authorization-details/module.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import { checkExtensionGrantTypes } from '../config/extension-grant-rules.ts';
import type { DelegationServiceGroup } from '../delegation/module.ts';
import type { IssuerServiceGroup } from '../issuers/module.ts';
import { paths } from '../model/endpoint-paths.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { SessionServiceGroup } from '../sessions/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { type CheckMade, listOf, optional, withMethods } from '../wiring/replaceable.ts';
import { tokenEndpoint } from './endpoint.ts';
import { AuthorizationCodeGrant } from './grants/authorization-code.ts';
import { CibaGrant } from './grants/ciba.ts';
import { ClientCredentialsGrant } from './grants/client-credentials.ts';
import type { ICustomTokenRequestValidator } from './grants/custom-validation.ts';
import { DeviceCodeGrant } from './grants/device-code.ts';
import { ExtensionGrant } from './grants/extension.ts';
import type { IExtensionGrantValidator } from './grants/extension-grant-validator.ts';
import { GrantDirectory } from './grants/grant-directory.ts';
import { JwtBearerGrant } from './grants/jwt-bearer.ts';
import { PasswordGrant } from './grants/password.ts';
import { RefreshTokenGrant } from './grants/refresh-token.ts';
import { TokenExchangeGrant } from './grants/token-exchange.ts';
import { type ITokenResponseGenerator, TokenResponseGenerator } from './token-response-generator.ts';
import { TokenResponseWriter } from './token-response-writer.ts';

export interface TokenEndpointServiceGroup {
  /** Grants of your own: `IExtensionGrantValidator`. */
  readonly extensionGrantValidators: readonly IExtensionGrantValidator[];
  /** Refuses or enriches any token request: `ICustomTokenRequestValidator`. */
  readonly customTokenRequestValidator: ICustomTokenRequestValidator | undefined;
  readonly grants: GrantDirectory;
  /** Turns validated token requests into responses. Derive from `TokenResponseGenerator`. */
  readonly tokenResponseGenerator: ITokenResponseGenerator;
  readonly tokenResponseWriter: TokenResponseWriter;
}

export interface TokenEndpointOptions {
  /** Adds grant types (RFC 6749 §4.5). */
  readonly extensionGrantValidators?: readonly IExtensionGrantValidator[] | undefined;
  /** Refuses or enriches any token request that passed every other check. */
  readonly customTokenRequestValidator?: ICustomTokenRequestValidator | undefined;
}

type Needs = GroundServices &
  ResourceServiceGroup &
  AuthorizationDetailServiceGroup &
  ClientServiceGroup &
  ProofServiceGroup &
  UserServiceGroup &
  TokenServiceGroup &
  IssuerServiceGroup &
  DelegationServiceGroup &
  SessionServiceGroup;

export const tokenEndpointModule: Module<
  TokenEndpointServiceGroup,
  Needs,
  TokenEndpointOptions,
  'extensionGrantValidators' | 'customTokenRequestValidator' | 'tokenResponseGenerator'
> = {
  services: (options) => ({
    extensionGrantValidators: () => options.extensionGrantValidators ?? [],
    customTokenRequestValidator: () => options.customTokenRequestValidator,
    grants: ({ tokenGrants }) => new GrantDirectory(tokenGrants),
    tokenResponseGenerator: (services) => new TokenResponseGenerator(services),
    tokenResponseWriter: ({ log }) =>
      new TokenResponseWriter((member) =>
        log.warn(`custom member ${member} is not sent: it has the name of a standard one`, { member }),
      ),
  }),
  replaceable: {
    extensionGrantValidators: checkExtensionGrants(),
    customTokenRequestValidator: optional(withMethods('validate')),
    tokenResponseGenerator: withMethods('process'),
  },
  spans: {
    customTokenRequestValidator: { validate: 'custom' },
    tokenResponseGenerator: { process: 'generate' },
    tokenResponseWriter: { write: 'write' },
  },
  routes: (services) => [[paths.token, { endpoint: tokenEndpoint(services), cors: 'clients', errors: 'json' }]],
  discovery: () => ({ endpoints: { token_endpoint: paths.token } }),
  grants: (services) => [
    ...(services.settings.endpoints.authorize
      ? ([[grantTypes.authorizationCode, new AuthorizationCodeGrant(services)]] as const)
      : []),
    [grantTypes.clientCredentials, new ClientCredentialsGrant(services)],
    [grantTypes.refreshToken, new RefreshTokenGrant(services)],
    [grantTypes.password, new PasswordGrant(services)],
    ...(services.settings.endpoints.deviceAuthorization
      ? ([[grantTypes.deviceCode, new DeviceCodeGrant(services)]] as const)
      : []),
    ...(services.settings.endpoints.ciba ? ([[grantTypes.ciba, new CibaGrant(services)]] as const) : []),
    [grantTypes.tokenExchange, new TokenExchangeGrant(services)],
    // Nobody's assertion would be taken otherwise.
    ...(services.trustedIssuers.has('assertion') || services.trustedIssuers.has('identityAssertion')
      ? ([[grantTypes.jwtBearer, new JwtBearerGrant(services)]] as const)
      : []),
    // After the others: one of one's own may stand for these two.
    ...services.extensionGrantValidators.map(
      (validator) => [validator.grantType, new ExtensionGrant(validator, services)] as const,
    ),
  ],
};

function checkExtensionGrants(): CheckMade {
  const eachValidates = listOf(withMethods('validate'));
  return (path, made, problems) => {
    eachValidates(path, made, problems);
    if (Array.isArray(made)) checkExtensionGrantTypes(path, made, problems);
  };
}
