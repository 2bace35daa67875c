import type { ClientConfiguration } from '../config/client-configuration.ts';
import type { Configuration } from '../config/configuration.ts';
import { authenticatedSubject } from '../model/subject.ts';
import type { IExtensionGrantValidator } from '../token-endpoint/grants/extension-grant-validator.ts';

const alice = {
  subject: '1',
  username: 'alice',
  password: 'alice',
  claims: {
    name: 'Alice Smith',
    given_name: 'Alice',
    family_name: 'Smith',
    email: 'alice@example.com',
    email_verified: true,
  },
};
const users = [
  alice,
  {
    subject: '2',
    username: 'bob',
    password: 'bob',
    claims: {
      name: 'Bob Jones',
      given_name: 'Bob',
      family_name: 'Jones',
      email: 'bob@example.com',
      email_verified: true,
    },
  },
];

export const quickstartExchangeGrant = 'urn:mintmark:quickstart:exchange';

/** The whole of an extension grant: `user` names the user that the token is to be about. */
const exchangeValidator: IExtensionGrantValidator = {
  grantType: quickstartExchangeGrant,
  async validate({ parameters, context }) {
    const user = users.find(({ username }) => username === parameters.get('user'));
    if (user === undefined) return { error: 'invalid_grant', errorDescription: 'user must be alice or bob' };
    return {
      subject: authenticatedSubject(user.subject, { method: 'exchange', at: context.now }),
      customResponse: { exchanged_for: user.username },
    };
  },
};

const clientSecrets = [{ value: 'secret' }];
const apiScopes = ['api.read', 'api.write'];
const noteScopes = ['notes.read', 'notes.write'];
/** Where `examples/mcp-server` is started beside the quickstart. */
const quickstartMcpServer = 'http://localhost:9401/mcp';
const everything = ['openid', 'profile', 'email', ...apiScopes];

function quickstartClients(issuer: string): readonly ClientConfiguration[] {
  const redirectUris = [`${issuer}/quickstart/callback`, 'http://127.0.0.1/callback'];
  const postLogoutRedirectUris = [`${issuer}/`];
  return [
    {
      clientId: 'm2m',
      clientName: 'Machine to machine',
      clientSecrets,
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: apiScopes,
    },
    {
      clientId: 'web',
      clientName: 'Web application',
      clientSecrets,
      allowedGrantTypes: ['authorization_code'],
      allowedScopes: everything,
      allowOfflineAccess: true,
      redirectUris,
      postLogoutRedirectUris,
    },
    {
      clientId: 'spa',
      clientName: 'Single-page application',
      requireClientSecret: false,
      allowedGrantTypes: ['authorization_code'],
      allowedScopes: everything,
      redirectUris,
      postLogoutRedirectUris,
      allowedCorsOrigins: [issuer],
    },
    {
      clientId: 'legacy',
      clientName: 'Legacy application',
      clientSecrets,
      allowedGrantTypes: ['password'],
      allowedScopes: everything,
      allowOfflineAccess: true,
    },
    {
      clientId: 'tv',
      clientName: 'Television',
      clientSecrets,
      allowedGrantTypes: ['urn:ietf:params:oauth:grant-type:device_code'],
      allowedScopes: everything,
    },
    {
      clientId: 'call-center',
      clientName: 'Call center',
      clientSecrets,
      allowedGrantTypes: ['urn:openid:params:grant-type:ciba'],
      allowedScopes: everything,
    },
    {
      clientId: 'exchange',
      clientName: 'Exchange',
      clientSecrets,
      allowedGrantTypes: [quickstartExchangeGrant],
      allowedScopes: apiScopes,
    },
  ];
}

/** What `npm start` serves: every grant with a client, two users, one API. Every secret is `secret`: never beyond this machine. */
export function quickstartConfiguration(options: {
  readonly issuer: string;
  readonly port: number;
  /** Of the console, in which alice may do everything; absent: there is none. */
  readonly adminPort?: number | undefined;
  readonly databasePath: string;
  readonly secret: string;
}): Configuration & { readonly extensionGrantValidators: readonly IExtensionGrantValidator[] } {
  const { adminPort } = options;
  return {
    issuer: options.issuer,
    listen: { host: 'localhost', port: options.port, ...(adminPort === undefined ? {} : { adminPort }) },
    ...(adminPort === undefined ? {} : { admin: { console: { subjects: [alice.subject] } } }),
    storage: { kind: 'sqlite', path: options.databasePath },
    secret: options.secret,
    identityResources: ['openid', 'profile', 'email'],
    apiScopes: [
      { name: 'api.read', displayName: 'Read from the quickstart API' },
      { name: 'api.write', displayName: 'Write to the quickstart API' },
      { name: 'notes.read', displayName: 'Read your notes' },
      { name: 'notes.write', displayName: 'Add notes' },
    ],
    apiResources: [
      { name: 'urn:mintmark:quickstart', displayName: 'Quickstart API', scopes: apiScopes },
      { name: quickstartMcpServer, displayName: 'Notes', scopes: noteScopes },
    ],
    clients: quickstartClients(options.issuer),
    clientRegistration: { mode: 'open', scopes: [...everything, ...noteScopes], perAddressAndHour: 1000 },
    clientIdMetadataDocuments: { mode: 'anyHost', scopes: [...everything, ...noteScopes] },
    users,
    extensionGrantValidators: [exchangeValidator],
  };
}
