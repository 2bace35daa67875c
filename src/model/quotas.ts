import type { Limit } from './limit.ts';

/** How many of one thing there may be, at once or in `limits.windowSeconds`: a part of the catalogue of limits (`limits.ts`). */
export const quotas = {
  // Connections and requests
  connections: {
    of: 'connections of a process',
    most: 10_000,
    unit: 'at once',
    why: 'each holds memory and a file of the operating system',
    answer: 'closed at once',
    setting: 'listen.maximumConnections',
  },
  connectionsPerAddress: {
    of: "connections of one address (an IPv6 /64 is one), unless `listen.trustProxy` is set: they are the proxy's then",
    most: 1000,
    unit: 'at once',
    why: 'leaves room for everybody else',
    answer: 'closed at once',
    setting: 'listen.maximumConnectionsPerAddress',
  },
  requestsInFlight: {
    of: 'requests that a process answers; health, discovery and keys are exempt',
    most: 1000,
    unit: 'at once',
    why: 'whoever is served is served in time',
    answer: '503, `Retry-After: 1`',
    setting: 'listen.maximumInFlight',
  },
  requestsPerConnection: {
    of: 'requests of one connection that are worked on (pipelining)',
    most: 8,
    unit: 'at once',
    why: 'the others of a connection are answered after them in any case (RFC 9112 §9.3.2)',
    answer: 'further ones wait',
    setting: 'listen.maximumInFlightPerConnection',
  },
  waitingRequests: {
    of: 'requests of one connection that wait for those before them',
    most: 200,
    unit: 'at once',
    why: 'each holds its headers in memory',
    answer: 'the connection is closed',
  },

  // What waits
  passwordHashes: {
    of: 'passwords that a process hashes',
    most: 2,
    unit: 'at once',
    why: 'the same threads sign tokens',
    answer: 'further ones wait',
  },
  waitingSignIns: {
    of: 'sign-ins that wait for it; a quarter is kept for networks and browsers that signed in before, half of the rest is the most of one network',
    most: 128,
    unit: 'at once',
    why: 'whoever waits longer has gone',
    answer: '503 `server.unavailable`, `Retry-After: 1`',
  },
  waitingReads: {
    of: 'calls of PostgreSQL that wait for a connection, 3 seconds each',
    most: 500,
    unit: 'at once',
    why: 'whoever waits longer has gone',
    answer: '503, `Retry-After: 2`',
  },
  waitingWrites: {
    of: 'writes that wait for SQLite, 5 seconds each',
    most: 20_000,
    unit: 'at once',
    why: 'what is written in those seconds',
    answer: '503, `Retry-After: 2`',
  },
  waitingPerAddress: {
    of: 'authorization, pushed and device requests of one address (an IPv6 /64 is one) that wait for a user before anybody is known',
    most: 1000,
    unit: 'in the window',
    why: 'each is stored for minutes; counted by each process, over `limits.windowSeconds`',
    answer: '429 `request.rate-limited`; at the redirect URI `temporarily_unavailable`',
    setting: 'limits.waitingRequestsPerAddress',
  },

  // Guesses, for all nodes together
  signInAttemptsPerAccount: {
    of: 'wrong passwords of one user name; a browser that knows it has as many of its own',
    most: 10,
    unit: 'in the window',
    why: 'nobody mistypes so often',
    answer: '429 `password.locked`, `Retry-After`',
    setting: 'limits.signInAttemptsPerAccount',
  },
  signInAttemptsPerAddress: {
    of: 'wrong passwords from one address (an IPv6 /64 is one)',
    most: 100,
    unit: 'in the window',
    why: 'an office has one address',
    answer: '429 `request.rate-limited`, `Retry-After`',
    setting: 'limits.signInAttemptsPerAddress',
  },
  userCodeAttempts: {
    of: 'wrong user codes of one address or user',
    most: 10,
    unit: 'in the window',
    why: 'RFC 8628 §5.1',
    answer: '429 `request.rate-limited`, `Retry-After`',
    setting: 'limits.userCodeAttempts',
  },
  clientAuthenticationFailures: {
    of: 'failed authentications of one client from one address',
    most: 20,
    unit: 'in the window',
    why: 'a secret that is being rotated',
    answer: '429 `request.rate-limited`, `Retry-After`',
    setting: 'limits.clientAuthenticationFailures',
  },

  registrationsPerAddress: {
    of: 'clients that register themselves from one address (an IPv6 /64 is one), where anybody may',
    most: 20,
    unit: 'in the window',
    why: 'each is stored; the window is an hour',
    answer: '429 `request.rate-limited`, `Retry-After`',
    setting: 'clientRegistration.perAddressAndHour',
  },

  // What is kept
  registeredClients: {
    of: 'clients that registered themselves',
    most: 100_000,
    unit: 'at once',
    why: 'each is stored until it is idle for `clientRegistration.unusedLifetime`, or deleted',
    answer: '429 `request.rate-limited`, `Retry-After`',
    setting: 'clientRegistration.maximumClients',
  },
  clientDocuments: {
    of: 'client id metadata documents that a process remembers',
    most: 1000,
    unit: 'at once',
    why: 'strangers choose which; those of clients that were used are stored besides',
    answer: 'the one not asked for longest is fetched again',
  },
  outgoingCalls: {
    of: 'documents, logos and key sets of clients that nobody configured, as a process fetches them',
    most: 32,
    unit: 'at once',
    why: 'strangers choose from where',
    answer: '503 `document.unavailable`, `Retry-After`; no logo; 401 `client.keys-unavailable`',
  },
  outgoingCallsPerHost: {
    of: 'the same from one host',
    most: 4,
    unit: 'at once',
    why: 'nobody is to turn the server into a hammer, and a host that does not answer keeps no other waiting',
    answer: '503 `document.unavailable`, `Retry-After`; no logo; 401 `client.keys-unavailable`',
  },
  outgoingCallsPerMinute: {
    of: 'the same from one host other than this machine, in a minute; one without an answer counts five times',
    most: 60,
    unit: 'in the window',
    why: 'the same',
    answer: '503 `document.unavailable`, `Retry-After`; no logo; 401 `client.keys-unavailable`',
  },
  grantsPerUserAndClient: {
    of: 'live refresh tokens of one user at one client: sign-ins on so many devices; of reference tokens ten times as many',
    most: 100,
    unit: 'at once',
    why: 'is listed, shown and ended together; a process notices after a quarter more',
    answer: 'the oldest end',
    setting: 'limits.grantsPerUserAndClient',
  },
} as const satisfies Readonly<Record<string, Limit>>;
