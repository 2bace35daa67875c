import type { Client } from '../../model/client.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { metadataError } from './metadata-error.ts';
import type { ClientMetadataRules } from './policy.ts';

const certificateNames = [
  'tlsClientAuthSubjectDn',
  'tlsClientAuthSanDns',
  'tlsClientAuthSanUri',
  'tlsClientAuthSanIp',
  'tlsClientAuthSanEmail',
] as const satisfies readonly (keyof ClientMetadata)[];

/** The names of a certificate mean nothing to a client that does not authenticate by them. */
export function withoutUnusedNames(metadata: ClientMetadata): ClientMetadata {
  if (metadata.tokenEndpointAuthMethod === 'tls_client_auth') return metadata;
  return { ...metadata, ...Object.fromEntries(certificateNames.map((name) => [name, undefined])) };
}

/**
 * How the client authenticates, and that it says by what.
 * @throws {OAuthError} `registration.metadata`.
 */
export function checkAuthentication(metadata: ClientMetadata, { authenticationMethods }: ClientMetadataRules): void {
  const { tokenEndpointAuthMethod: method = '', jwks, jwksUri } = metadata;
  if (!authenticationMethods.includes(method)) {
    throw metadataError('tokenEndpointAuthMethod', `must be one of ${authenticationMethods.join(', ')}`);
  }
  if (jwks !== undefined && jwksUri !== undefined) throw metadataError('jwks', 'cannot stand beside jwks_uri');
  const needsKeys = method === 'private_key_jwt' || method === 'self_signed_tls_client_auth';
  if (needsKeys && jwks === undefined && jwksUri === undefined) {
    throw metadataError('jwks', `or jwks_uri is required for ${method}`);
  }
  if (method === 'tls_client_auth' && certificateNames.filter((name) => metadata[name] !== undefined).length !== 1) {
    throw metadataError('tlsClientAuthSubjectDn', 'or another name of the certificate is required, and only one');
  }
}

/** The settings that {@link certificateSettings} gives or leaves out. */
export const certificateMembers = [
  'tlsClientAuth',
  'selfSignedTlsClientAuth',
] as const satisfies readonly (keyof Client)[];

/** The settings of a client that authenticates by certificate. */
export function certificateSettings(metadata: ClientMetadata) {
  const { tokenEndpointAuthMethod: method } = metadata;
  if (method === 'self_signed_tls_client_auth') return { selfSignedTlsClientAuth: true };
  if (method !== 'tls_client_auth') return {};
  return {
    tlsClientAuth: {
      subjectDn: metadata.tlsClientAuthSubjectDn,
      sanDns: metadata.tlsClientAuthSanDns,
      sanUri: metadata.tlsClientAuthSanUri,
      sanIp: metadata.tlsClientAuthSanIp,
      sanEmail: metadata.tlsClientAuthSanEmail,
    },
  };
}
