import type { ClientConfiguration } from '../config/client-configuration.ts';
import { grantTypes } from '../model/grant-type.ts';

/** What a sort of application needs of its client. */
export interface ApplicationKind {
  /** What it is, in a few words. */
  readonly about: string;
  /** Its client id where nobody chose one. */
  readonly clientId: string;
  /** Whether users sign in with it, so that it may ask who they are. */
  readonly hasUsers: boolean;
  readonly settings: Omit<ClientConfiguration, 'clientId' | 'clientSecrets' | 'allowedScopes'>;
  /** Why, for those settings that do not speak for themselves. */
  readonly because: Readonly<Partial<Record<keyof ClientConfiguration, string>>>;
}

const codes = [grantTypes.authorizationCode];

export const applicationKinds = {
  machine: {
    about: 'a service that acts for itself',
    clientId: 'worker',
    hasUsers: false,
    settings: { allowedGrantTypes: [grantTypes.clientCredentials] },
    because: {},
  },
  web: {
    about: 'a web application with a server',
    clientId: 'web',
    hasUsers: true,
    settings: {
      allowedGrantTypes: codes,
      allowOfflineAccess: true,
      redirectUris: ['http://localhost:3000/callback'],
      postLogoutRedirectUris: ['http://localhost:3000/'],
    },
    because: {},
  },
  authjs: {
    about: 'a web application with Auth.js or NextAuth',
    clientId: 'authjs',
    hasUsers: true,
    settings: {
      allowedGrantTypes: codes,
      allowOfflineAccess: true,
      redirectUris: ['http://localhost:3000/api/auth/callback/mintmark'],
      alwaysIncludeUserClaimsInIdToken: true,
    },
    because: {
      redirectUris: "The last part is the id of the provider in Auth.js. Give it checks: ['pkce', 'state'].",
      alwaysIncludeUserClaimsInIdToken:
        'Auth.js reads the ID token alone: without this, people have no name and no e-mail.',
    },
  },
  spa: {
    about: 'an application in the browser alone',
    clientId: 'spa',
    hasUsers: true,
    settings: {
      requireClientSecret: false,
      allowedGrantTypes: codes,
      allowOfflineAccess: true,
      redirectUris: ['http://localhost:5173/callback'],
      postLogoutRedirectUris: ['http://localhost:5173/'],
      allowedCorsOrigins: ['http://localhost:5173'],
    },
    because: {
      requireClientSecret: 'What runs in a browser keeps no secret: PKCE protects its codes.',
      allowedCorsOrigins: 'From here its scripts call the token endpoint.',
    },
  },
  native: {
    about: 'an application on a phone or desktop',
    clientId: 'native',
    hasUsers: true,
    settings: {
      requireClientSecret: false,
      allowedGrantTypes: codes,
      allowOfflineAccess: true,
      redirectUris: ['http://127.0.0.1/callback', 'com.example.app:/callback'],
      requireConsent: true,
      allowRememberConsent: false,
    },
    because: {
      redirectUris:
        'On loopback any port will do (RFC 8252 §7.3). A scheme without a dot also stands in privateUseSchemes.',
      requireConsent: 'Any program on the device could pass for this one (RFC 8252 §8.6).',
    },
  },
  device: {
    about: 'a television, console or command without a browser',
    clientId: 'device',
    hasUsers: true,
    settings: {
      requireClientSecret: false,
      allowedGrantTypes: [grantTypes.deviceCode],
      allowOfflineAccess: true,
    },
    because: {},
  },
  'oauth2-proxy': {
    about: 'oauth2-proxy in front of something',
    clientId: 'oauth2-proxy',
    hasUsers: true,
    settings: {
      allowedGrantTypes: codes,
      allowOfflineAccess: true,
      redirectUris: ['http://localhost:4180/oauth2/callback'],
      alwaysIncludeUserClaimsInIdToken: true,
    },
    because: {
      allowedGrantTypes: 'Start it with --code-challenge-method=S256.',
      alwaysIncludeUserClaimsInIdToken:
        'It takes e-mail and groups from the ID token; users need the claim email_verified: true.',
    },
  },
  rs256: {
    about: 'one whose library verifies RS256 alone, such as @okta/jwt-verifier',
    clientId: 'rs256',
    hasUsers: true,
    settings: {
      allowedGrantTypes: codes,
      allowOfflineAccess: true,
      redirectUris: ['http://localhost:3000/callback'],
      allowedIdentityTokenSigningAlgorithms: ['RS256'],
    },
    because: {
      allowedIdentityTokenSigningAlgorithms:
        "Of its ID tokens. Access tokens: allowedAccessTokenSigningAlgorithms: ['RS256'] of the API.",
    },
  },
} as const satisfies Readonly<Record<string, ApplicationKind>>;

export type KindName = keyof typeof applicationKinds;

export const kindNames = Object.keys(applicationKinds) as readonly KindName[];

/**
 * The settings that an application of a kind needs, with its own addresses in place of those of the example, and with the scopes that tell it who its
 * users are, as far as they are configured.
 */
export function settingsOfKind(
  kind: ApplicationKind,
  redirectUris: readonly string[],
  { identityResources }: { readonly identityResources: readonly { readonly name: string }[] },
): Partial<ClientConfiguration> {
  const { redirectUris: example, postLogoutRedirectUris: _, allowedCorsOrigins, ...settings } = kind.settings;
  const origins = redirectUris.flatMap((uri) => URL.parse(uri)?.origin ?? []).filter((origin) => origin !== 'null');
  const known = new Set(identityResources.map(({ name }) => name));
  return {
    ...settings,
    ...(example === undefined ? {} : { redirectUris }),
    ...(kind.hasUsers ? { allowedScopes: ['openid', 'profile', 'email'].filter((name) => known.has(name)) } : {}),
    ...(allowedCorsOrigins === undefined ? {} : { allowedCorsOrigins: [...new Set(origins)] }),
  };
}
