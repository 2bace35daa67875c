import { must, type Plan, should } from './requirement.ts';

/** Public names begin with `fapi-ciba-id1`. Client authentication private_key_jwt and, for the modules of that variant, mtls; profile plain_fapi, modes poll and ping. */
export const ciba: Plan = {
  name: 'ciba',
  certification: 'fapi-ciba-id1-test-plan',
  title: 'FAPI-CIBA (private_key_jwt and mtls, poll and ping)',
  requirements: [
    must(
      'fapi-ciba-id1-discovery-end-point-verification',
      'CIBA Core 1.0 §4',
      'Discovery names the backchannel authentication endpoint, the grant, the delivery modes and certificate-bound access tokens.',
    ),
    must(
      'fapi-ciba-id1',
      'CIBA Core 1.0 §7–§10, FAPI-CIBA §5.2.2',
      'The whole flow succeeds for two clients; a token in the query, with a foreign certificate, or a replayed auth_req_id is refused.',
    ),
    must(
      'fapi-ciba-id1-user-rejects-authentication',
      'CIBA Core 1.0 §11',
      'When the user refuses, the client is told access_denied.',
    ),
    must(
      'fapi-ciba-id1-multiple-call-to-token-endpoint',
      'CIBA Core 1.0 §11',
      'A client that hammers the token endpoint is told to slow down.',
    ),
    must(
      'fapi-ciba-id1-auth-req-id-expired',
      'CIBA Core 1.0 §7.1, §11',
      'A request that nobody decides in requested_expiry seconds ends as expired_token.',
    ),
    must(
      'fapi-ciba-id1-ensure-authorization-request-with-binding-message-succeeds',
      'CIBA Core 1.0 §7.1',
      'A binding message is taken and shown to the user.',
    ),
    must(
      'fapi-ciba-id1-ensure-other-scope-order-succeeds',
      'RFC 6749 §3.3',
      'The order of the scopes does not matter.',
    ),
    must(
      'fapi-ciba-id1-ensure-requested-expiry-as-string-succeeds',
      'CIBA Core 1.0 §7.1.1',
      'requested_expiry may be a JSON string.',
    ),
    must(
      'fapi-ciba-id1-ensure-authorization-request-with-potentially-bad-binding-message',
      'CIBA Core 1.0 §13',
      'A long binding message is refused as invalid_binding_message.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-missing-aud-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object without aud is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-bad-aud-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object for another server is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-missing-iss-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object without iss is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-bad-iss-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object of another issuer is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-missing-exp-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object without exp is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-expired-exp-fails',
      'CIBA Core 1.0 §7.1.1',
      'An expired request object is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-exp-is-70-minutes-in-future-fails',
      'FAPI-CIBA §5.2.2',
      'A request object that lives longer than an hour is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-missing-iat-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object without iat is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-missing-nbf-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object without nbf is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-nbf-is-10-minutes-in-future-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object from the future is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-nbf-is-70-minutes-in-past-fails',
      'FAPI-CIBA §5.2.2',
      'A request object older than an hour is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-missing-jti-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object without jti is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-signature-algorithm-is-none-fails',
      'CIBA Core 1.0 §7.1.1',
      'An unsigned request object is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-signature-algorithm-is-bad-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object with a broken signature is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-signature-algorithm-is-RS256-fails',
      'FAPI-CIBA §5.2.2',
      'A request object signed with RS256 is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-request-object-signed-by-other-client-fails',
      'CIBA Core 1.0 §7.1.1',
      'A request object signed with the key of another client is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-authorization-request-with-multiple-hints-fails',
      'CIBA Core 1.0 §7.1',
      'Two hints are refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-unsigned-backchannel-authorization-request-fails',
      'FAPI-CIBA §5.2.2',
      'A client that must sign its requests cannot send plain parameters.',
    ),
    must(
      'fapi-ciba-id1-ensure-wrong-auth-req-id-in-token-endpoint-request',
      'CIBA Core 1.0 §11',
      'The auth_req_id of another client is refused as invalid_grant.',
    ),
    must(
      'fapi-ciba-id1-ensure-different-client-id-and-issuer-in-backchannel-authorization-request',
      'CIBA Core 1.0 §7.1',
      'client_id of one client with the certificate of another is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-wrong-client-id-in-token-endpoint-request',
      'RFC 8705 §2',
      'A wrong client_id at the token endpoint is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-wrong-client-id-in-backchannel-authorization-request',
      'RFC 8705 §2',
      'A wrong client_id at the backchannel authentication endpoint is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-without-client-assertion-in-token-endpoint-request',
      'RFC 7523 §2.2',
      'A token request without client assertion is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-without-client-assertion-in-backchannel-authorization-request',
      'RFC 7523 §2.2',
      'A backchannel authentication request without client assertion is refused.',
    ),
    must(
      'fapi-ciba-id1-ensure-client-assertion-signature-algorithm-in-backchannel-authorization-request-is-RS256-fails',
      'FAPI-CIBA §5.2.2',
      'A client assertion signed with RS256 is refused, where `allowedAssertionAlgorithms` of the client leaves it out.',
    ),
    must(
      'fapi-ciba-id1-ensure-client-assertion-signature-algorithm-in-token-endpoint-request-is-RS256-fails',
      'FAPI-CIBA §5.2.2',
      'The same at the token endpoint.',
    ),
    must(
      'fapi-ciba-id1-ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds',
      'RFC 7523 §3',
      'A client assertion for the issuer as audience is accepted.',
    ),
    should(
      'fapi-ciba-id1-ping-backchannel-notification-endpoint-response-has-body',
      'CIBA Core 1.0 §10.2',
      'A client that answers the notification with a body gets its tokens.',
    ),
    must(
      'fapi-ciba-id1-ping-backchannel-notification-endpoint-response-401',
      'CIBA Core 1.0 §10.2',
      'A client that answers the notification with 401 can fetch its tokens all the same.',
    ),
    must(
      'fapi-ciba-id1-ping-backchannel-notification-endpoint-response-403',
      'CIBA Core 1.0 §10.2',
      'A client that answers the notification with 403 can fetch its tokens all the same.',
    ),
    must(
      'fapi-ciba-id1-ping-with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry',
      'CIBA Core 1.0 §10.2',
      'A notification that was answered 401 is not sent again.',
    ),
    must(
      'fapi-ciba-id1-ping-backchannel-notification-endpoint-return-redirect-request',
      'CIBA Core 1.0 §10.2',
      'A redirection of the notification endpoint is not followed.',
    ),
    must(
      'fapi-ciba-id1-refresh-token',
      'RFC 6749 §6',
      'Refreshing succeeds, and one client cannot use the refresh token of another.',
    ),
    must(
      'fapi-ciba-id1-ensure-mtls-holder-of-key-required',
      'FAPI-CIBA §5.2.2',
      'A token request without client certificate is refused, for a client with `requireMutualTls`.',
    ),
  ],
};
