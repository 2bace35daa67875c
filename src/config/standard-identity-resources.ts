import type { IdentityResource } from '../model/resources.ts';

export const standardIdentityResourceNames = ['openid', 'profile', 'email', 'address', 'phone'] as const;
type StandardIdentityResourceName = (typeof standardIdentityResourceNames)[number];

const displayNames: Readonly<Record<StandardIdentityResourceName, string>> = {
  openid: 'Your user identifier',
  profile: 'Your profile',
  email: 'Your e-mail address',
  address: 'Your postal address',
  phone: 'Your phone number',
};

/** OpenID Connect Core 1.0 §5.4. */
const userClaims: Readonly<Record<StandardIdentityResourceName, readonly string[]>> = {
  openid: ['sub'],
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
};

/** Every standard claim about a user (OpenID Connect Core 1.0 §5.1). */
export const standardClaims: readonly string[] = Object.values(userClaims)
  .flat()
  .filter((name) => name !== 'sub');

/** One of the scopes that OpenID Connect defines, with its claims. */
export function standardIdentityResource(name: StandardIdentityResourceName): IdentityResource {
  return {
    name,
    displayName: displayNames[name],
    enabled: true,
    showInDiscoveryDocument: true,
    userClaims: userClaims[name],
    required: name === 'openid',
    emphasize: name === 'profile',
  };
}
