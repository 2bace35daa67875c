// The server

// Rich authorization requests
export {
  type AuthorizationDetailReader,
  type AuthorizationDetailRefusal,
  type AuthorizationDetailRequest,
  type AuthorizationDetailType,
  type AuthorizationDetailWords,
  authorizationDetailType,
} from './authorization-details/authorization-detail-type.ts';
export type { AuthorizationDetailsService } from './authorization-details/service.ts';
export type { StandardSchema, StandardSchemaResult } from './authorization-details/standard-schema.ts';
export type { AuthorizeRequestChange, ICustomAuthorizeRequestValidator } from './authorize/custom-validation.ts';
export type { AuthorizeApproval, AuthorizeResponse, ValidatedAuthorizeRequest } from './authorize/request.ts';
// Responses of the other endpoints
export {
  AuthorizeResponseGenerator,
  type AuthorizeResponseServices,
  type IAuthorizeResponseGenerator,
} from './authorize/response-generator.ts';
// Interaction with users
export type { BackchannelRequestChange, ICustomBackchannelRequestValidator } from './ciba/custom-validation.ts';
export type { CibaRequestDetails } from './ciba/interaction.ts';
export type { CibaRequest } from './ciba/request.ts';
export {
  type CibaResponse,
  CibaResponseGenerator,
  type CibaResponseServices,
  type ICibaResponseGenerator,
  type NotifyUser,
} from './ciba/response-generator.ts';
export {
  type BackchannelUserError,
  type BackchannelUserRequest,
  type BackchannelUserResult,
  type BackchannelUserServices,
  BackchannelUserValidator,
  type IBackchannelUserValidator,
} from './ciba/user-validator.ts';
export type { IntrospectionCaller } from './clients/api-authenticator.ts';
export {
  type AuthenticatedClient,
  authenticatedClient,
  type ClientAuthenticationServices,
  ClientAuthenticator,
  type IClientAuthenticator,
} from './clients/client-authenticator.ts';
export type { ClientMetadata } from './clients/metadata/client-metadata.ts';
export type { ClientConfiguration } from './config/client-configuration.ts';
export type { Configuration } from './config/configuration.ts';
// Delegation
export {
  AssertionSubjectMapper,
  type AssertionSubjectRequest,
  type IAssertionSubjectMapper,
} from './delegation/assertion-subject-mapper.ts';
export {
  IdentityAssertionService,
  type IdentityAssertionServices,
  type IIdentityAssertionService,
} from './delegation/identity-assertion-service.ts';
export type { DeviceRequestChange, ICustomDeviceRequestValidator } from './device/custom-validation.ts';
export type { DeviceRequestDetails } from './device/interaction.ts';
export {
  type DeviceAuthorizationRequest,
  type DeviceAuthorizationResponse,
  DeviceAuthorizationResponseGenerator,
  type DeviceAuthorizationResponseServices,
  type IDeviceAuthorizationResponseGenerator,
} from './device/response-generator.ts';
export {
  type DiscoveryDocument,
  DiscoveryResponseGenerator,
  type DiscoveryServices,
  type IDiscoveryResponseGenerator,
} from './discovery/response-generator.ts';
export { ClientDocumentPolicy, type ClientDocumentRequest, type IClientDocumentPolicy } from './documents/policy.ts';
// Errors
export { ConfigurationError, type ConfigurationProblem } from './errors/configuration-error.ts';
export { OAuthError, type OAuthErrorOptions } from './errors/oauth-error.ts';
export { oauthError } from './errors/own-refusal.ts';
export type { ErrorReason } from './errors/reasons.ts';
export type { RefusalField, RefusalFields } from './errors/refusal-fields.ts';
export type { ConnectionInfo } from './http/fetch-request.ts';
export { type NodeHandler, toNodeHandler } from './http/node-handler.ts';
export { type Listening, type ListenOptions, listen } from './http/node-listener.ts';
export {
  type IIntrospectionResponseGenerator,
  type IntrospectionResponse,
  IntrospectionResponseGenerator,
  type IntrospectionResponseServices,
} from './introspection/response-generator.ts';
export {
  type IRevocationPolicy,
  type RevocationExtent,
  RevocationPolicy,
  type RevokedToken,
} from './introspection/revocation-policy.ts';
export type { KeyRecord, KeyStore } from './keys/key-store.ts';
export type { Actor } from './model/actor.ts';
export type { AuthorizationDetail, AuthorizationDetails } from './model/authorization-details.ts';
// Models
export type {
  AccessTokenType,
  Client,
  ClientAuthenticationMethod,
  ClientClaim,
  ClientDocument,
  ClientOrigin,
  ClientRegistration,
  ClientSecret,
  RefreshTokenExpiration,
  RefreshTokenUsage,
} from './model/client.ts';
export type { Clock } from './model/clock.ts';
export type { Confirmation } from './model/confirmation.ts';
export type { ExchangedToken, IdentityAssertionDescription } from './model/exchanged-token.ts';
export { type FormParameters, formParameters } from './model/form-parameters.ts';
export type {
  AuthorizationCode,
  BackchannelAuthenticationRequest,
  Consent,
  Decision,
  DeviceCode,
  PushedAuthorizationRequest,
  ReferenceToken,
  RefreshToken,
  Session,
} from './model/grants.ts';
export type { HttpReply, HttpRequest } from './model/http-message.ts';
export type { Claims, JsonObject, JsonValue } from './model/json.ts';
export type { RequestContext } from './model/request-context.ts';
export type { RequestRefusal } from './model/request-refusal.ts';
export type { RequestedClaim, RequestedClaims } from './model/requested-claims.ts';
export type {
  ApiResource,
  ApiScope,
  IdentityResource,
  ResourceCatalogue,
  ValidatedResources,
} from './model/resources.ts';
export type { Settings } from './model/settings.ts';
export { authenticatedSubject, type Subject } from './model/subject.ts';
export type {
  AllowedActor,
  FederatedCredential,
  IdentityAssertionTarget,
  TokenExchangePolicy,
} from './model/token-exchange-policy.ts';
export {
  type AuthorizationCodeTokenRequest,
  type CibaTokenRequest,
  type ClientCredentialsTokenRequest,
  type CustomResponse,
  type DeviceCodeTokenRequest,
  type ExtensionGrantTokenRequest,
  grantTypeOf,
  type JwtBearerTokenRequest,
  type PasswordTokenRequest,
  type RefreshTokenRequest,
  type TokenExchangeTokenRequest,
  type TokenRequestValidationResult,
  type ValidatedTokenRequest,
} from './model/token-request.ts';
export type { TokenResponse } from './model/token-response.ts';
export type { TokenType } from './model/token-type.ts';
export type { AccessToken, IdentityToken } from './model/tokens.ts';
export type { TrustedIssuer, TrustedIssuerUse } from './model/trusted-issuer.ts';
// Operations
export { auditListener } from './operations/audit-log.ts';
export type { EventListener, Events, ServerEvent } from './operations/events.ts';
export { createLogger, type Logger, type LoggerOptions } from './operations/log.ts';
export type { LogFields, LogLevel } from './operations/log-fields.ts';
export type { ReloadOutcome } from './operations/reload.ts';
// Pages
export { type Html, hiddenFields, html, renderDocument } from './pages/document.ts';
export type {
  AccountPage,
  CibaPage,
  CibaRequestOnPage,
  ClientOnPage,
  ConsentPage,
  DetailOnPage,
  DevicePage,
  ErrorPage,
  GrantableOnPage,
  GrantOnPage,
  GrantsPage,
  LoginPage,
  LogoutPage,
  PageModels,
} from './pages/page-models.ts';
export type { PageFrame, PageRenderer, PageRenderers, Pages } from './pages/pages.ts';
export { en as englishTexts } from './pages/texts/en.ts';
export type { Texts } from './pages/texts/texts.ts';
export {
  ClientRegistrationPolicy,
  type ClientRegistrationRequest,
  type IClientRegistrationPolicy,
} from './registration/policy.ts';
export {
  type ClientInformation,
  ClientRegistrationResponseGenerator,
  type ClientRegistrationResult,
  type IClientRegistrationResponseGenerator,
} from './registration/response-generator.ts';
export { defineConfig } from './server/define-config.ts';
export { type FrontEnd, frontEnd } from './server/front-end.ts';
export type { ServerOptions } from './server/options.ts';
export { createServer, type MintmarkServer } from './server/server.ts';
export type { ReplaceableService, ServiceFactories, Services } from './server/services.ts';
export type { ConsentResult, InteractionDetails, InteractionResult, LoginResult } from './sessions/interaction.ts';
// Stores
export {
  type AuditEntry,
  type AuditFilter,
  type AuditStore,
  type ClientSearch,
  type ClientStore,
  type ConsumeOutcome,
  type FoundGrant,
  type GrantFilter,
  type GrantKind,
  type GrantOwner,
  type GrantRecord,
  type GrantStore,
  type GrantTally,
  type ListPage,
  type ListSearch,
  type MarkStore,
  type RowlessToken,
  type Store,
  StoreUnavailableError,
  type TokenStanding,
  type UserChange,
  type UserRecord,
  type UserStore,
} from './stores/contracts.ts';
export type { GrantContents, GrantVault, StoredContent } from './stores/grant-vault.ts';
export { openStore, type StoreLocation } from './stores/open-store.ts';
// Token responses: the heart
export type { CreatedTokens, TokenResponseServices } from './token-endpoint/created-tokens.ts';
export type { ICustomTokenRequestValidator, TokenRequestChange } from './token-endpoint/grants/custom-validation.ts';
// Validation
export type {
  ExtensionGrantResult,
  ExtensionGrantValidationRequest,
  GrantAcceptance,
  GrantErrorCode,
  GrantRefusal,
  IExtensionGrantValidator,
} from './token-endpoint/grants/extension-grant-validator.ts';
export { type ITokenResponseGenerator, TokenResponseGenerator } from './token-endpoint/token-response-generator.ts';
export { ClaimsService, type ClaimsServices, type IClaimsService } from './tokens/claims-service.ts';
export type { IdentityTokenHint } from './tokens/identity-token-hint.ts';
export {
  type FoundReferenceToken,
  type IReferenceTokenService,
  ReferenceTokenService,
} from './tokens/reference-token-service.ts';
export {
  type IRefreshTokenService,
  type LiveRefreshToken,
  type PresentedRefreshToken,
  type RefreshTokenChange,
  type RefreshTokenDescription,
  RefreshTokenService,
  type RefreshTokenServices,
  type ReservedRefreshToken,
} from './tokens/refresh-token-service.ts';
export {
  type ITokenCreationService,
  type Signer,
  TokenCreationService,
  type TokenCreationServices,
} from './tokens/token-creation-service.ts';
export type {
  AccessTokenDescription,
  AccessTokenRenewal,
  IdentityTokenDescription,
} from './tokens/token-description.ts';
// Tokens
export { type ITokenService, TokenService, type TokenServices } from './tokens/token-service.ts';
export type { TokenValidator, ValidatedAccessToken } from './tokens/token-validator.ts';
export {
  type IUserInfoResponseGenerator,
  UserInfoResponseGenerator,
  type UserInfoResponseServices,
} from './userinfo/response-generator.ts';
export {
  type DirectoryProfileOptions,
  DirectoryProfileService,
  type DirectoryProfileServices,
} from './users/directory-profile-service.ts';
export type {
  IResourceOwnerPasswordValidator,
  PasswordValidationRequest,
  PasswordValidationResult,
} from './users/password-validator.ts';
// Users
export type { ActivityCaller, ProfileCaller, ProfileRequest, ProfileService } from './users/profile-service.ts';
export {
  type PasswordValidatorServices,
  ResourceOwnerPasswordValidator,
} from './users/resource-owner-password-validator.ts';
