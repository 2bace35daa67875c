import { likely } from './likely-cause.ts';

/** Of requests as messages, and of who a client is. */
export const requestCauses = {
  'request.method': likely(
    'A GET where a POST belongs, or the other way round: often an address that was opened in a browser.',
  ),
  'request.content-type': likely('The body was sent as JSON. OAuth has forms: application/x-www-form-urlencoded.'),
  'request.content-encoding': likely('An HTTP library or a proxy compresses bodies.'),
  'request.too-large': likely('More than a form holds: a token or authorization_details of unusual size.'),
  'request.malformed': likely('A parameter was put into the body without URL encoding, or the body broke off.'),
  'request.repeated-parameter': likely(
    'The same parameter was sent twice, for one in the query and in the body. Only resource and audience may repeat.',
  ),
  'request.missing-parameter': likely('The parameter is named in the fields. An empty value counts as none.'),
  'request.parameter-too-long': likely(
    'The parameter is named in the fields; docs/reference/limits.md has the lengths.',
  ),
  'request.invalid-parameter': likely('The parameter is named in the fields, and the detail says what it must be.'),
  'request.refused': likely('A validator of your own refused it: its code and description are those of the answer.'),
  'request.rate-limited': likely(
    'One address or client tried too often. Behind a proxy everybody has one address until the proxy is believed.',
    'limits, listen.trustProxy',
  ),
  'request.not-found': likely(
    'The address is mistyped, lacks the path of the issuer, or the endpoint is switched off.',
    'issuer, endpoints',
  ),
  'server.unavailable': likely(
    'The database cannot be reached, or answers too slowly. The log has the cause under the same request id.',
    'storage',
  ),
  'server.error': likely(
    'A mistake in code of your own or in the server. The log has the cause under the same request id.',
  ),
  'server.body-read': likely('The server is embedded behind a body parser that left nothing: mount it before that.'),

  'client.no-credentials': likely(
    'Neither Basic, client_secret, client_assertion nor client_id came along. A proxy may strip the Authorization header.',
  ),
  'client.several-methods': likely(
    'The library sends the secret in the header and in the body, or two different client ids.',
  ),
  'client.malformed-header': likely('Basic without a colon, not base64, or two Authorization headers in one.'),
  'client.unknown': likely(
    'The client id is mistyped, belongs to another environment, or the client was removed.',
    'clients[].clientId',
  ),
  'client.disabled': likely(
    'The client is switched off, or it came in a way that is switched off now.',
    'clients[].enabled, clientIdMetadataDocuments.mode',
  ),
  'client.wrong-secret': likely(
    'Another secret than any that counts now: a mistyped, replaced or expired one, one with characters that were not encoded, or a hash instead of the secret.',
    'clients[].clientSecrets',
  ),
  'client.method-not-allowed': likely(
    'The client authenticates in another way than it is configured for: a public one with a secret, one with keys by a secret.',
    'clients[].requireClientSecret, clients[].clientSecrets, clients[].jwks',
  ),
  'client.unknown-scheme': likely('A Bearer token was sent where a client authenticates.'),
  'client.assertion-type': likely(
    'client_assertion_type is missing or mistyped: urn:ietf:params:oauth:client-assertion-type:jwt-bearer.',
  ),
  'client.assertion-invalid': likely(
    'The detail says what is wrong: a key that is not registered, aud that is not the issuer, a clock that is wrong, an algorithm that is not allowed.',
    'clients[].jwks, clients[].jwksUri, clients[].assertionAudience, clients[].allowedAssertionAlgorithms',
  ),
  'client.assertion-replayed': likely(
    'The client sends one assertion several times. Each request needs one of its own, with a jti of its own.',
  ),
  'client.certificate-invalid': likely(
    'No certificate reached the server (a proxy ends TLS and does not hand it on), or it is another than is registered.',
    'clients[].tlsClientAuth, clientCertificateAuthorities, listen.trustProxy',
  ),
  'client.keys-unavailable': likely(
    'The keys of the client could not be fetched: the address is wrong or away, or it is a private one.',
    'clients[].jwksUri, allowPrivateAddresses',
  ),
  'client.grant-not-allowed': likely('The client does not list the grant type.', 'clients[].allowedGrantTypes'),

  'registration.redirect-uri': likely(
    'Plain http to another machine, a fragment, or a scheme that is not allowed. The detail says which.',
    'clientRegistration.privateUseSchemes',
  ),
  'registration.metadata': likely(
    'The client asks for more than clients may have that register themselves. The detail says what.',
    'clientRegistration.grantTypes, clientRegistration.scopes',
  ),
  'registration.software-statement': likely(
    'The statement is expired, signed with an unknown key, or no JWT.',
    'clientRegistration.softwareStatementIssuers',
  ),
  'registration.unapproved-software': likely(
    'The iss of the statement is not listed.',
    'clientRegistration.softwareStatementIssuers',
  ),
  'registration.invalid-token': likely(
    'The initial access token is missing, used up or expired, or the registration access token is that of another client.',
    'clientRegistration.mode',
  ),
  'registration.content-type': likely('Registration takes JSON, not a form.'),
  'document.url': likely('The client_id is not https, has no path, or has a fragment or dots in its path.'),
  'document.host': likely('The host is not listed.', 'clientIdMetadataDocuments.mode, clientIdMetadataDocuments.hosts'),
  'document.invalid': likely(
    'The document is no JSON, too large, or its client_id is not its own address. The detail says what.',
    'clientIdMetadataDocuments.maximumBytes',
  ),
  'document.unavailable': likely(
    'The host of the document is away, slow, or on a private address.',
    'allowPrivateAddresses',
  ),
} as const;
