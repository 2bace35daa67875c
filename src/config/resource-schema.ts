import { z } from 'zod';
import { accessTokenJwtTypes } from '../model/access-token-jwt-type.ts';
import { algorithm, audience, flag, list, scopeName, sharedSecret, shownName, text } from './rules.ts';
import { standardIdentityResourceNames } from './standard-identity-resources.ts';

const named = {
  displayName: shownName().optional().describe('Name that users see.'),
  description: z.string().optional().describe('What users read below it.'),
  enabled: flag(true).describe('A disabled one counts as unknown.'),
  showInDiscoveryDocument: flag(true).describe('Whether the discovery document names it.'),
  userClaims: list(text()).default([]).describe('Claims about the user that its tokens carry.'),
};

const onConsentPage = {
  required: flag(false).describe('Whether the user cannot leave it out on the consent page.'),
  emphasize: flag(false).describe('Whether the consent page stresses it.'),
};

/** A scope that asks for claims about the user. */
export const identityResourceSchema = z.strictObject({
  name: scopeName().describe('The scope.'),
  ...named,
  ...onConsentPage,
});

export const identityResourceReference = z.union([z.enum(standardIdentityResourceNames), identityResourceSchema]);

/** A scope of one or more APIs. */
export const apiScopeSchema = z.strictObject({
  name: scopeName().describe('The scope.'),
  ...named,
  ...onConsentPage,
});

/** An API, the audience of access tokens. */
export const apiResourceSchema = z.strictObject({
  name: audience().describe('The audience; an absolute URI if clients are to ask for it by `resource` (RFC 8707).'),
  ...named,
  description: z.string().optional().describe('For you: what it is.'),
  scopes: list(scopeName()).default([]).describe('Its scopes, each of which stands in `apiScopes`.'),
  apiSecrets: list(sharedSecret())
    .default([])
    .describe('Secrets with which it authenticates at the introspection endpoint.'),
  accessTokenJwtType: z
    .enum(accessTokenJwtTypes)
    .optional()
    .describe(
      '`typ` of JWT access tokens for it; absent: that of the server. APIs that differ cannot share one token.',
    ),
  requireResourceIndicator: flag(false).describe('Whether only tokens asked for with its `resource` name it.'),
  allowedAccessTokenSigningAlgorithms: list(algorithm())
    .default([])
    .describe('Signing algorithms it accepts; empty: the default of the server.'),
});
