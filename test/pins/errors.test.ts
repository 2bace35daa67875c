import { describe, expect, it } from 'vitest';
import { reasons } from '../../src/errors/reasons.ts';

/** Reason, code and status on the wire. Clients, dashboards and bookmarks depend on them: a change here is a change for users. */
const table: readonly (readonly [reason: string, error: string, status: number])[] = [
  ['request.method', 'invalid_request', 405],
  ['request.content-type', 'invalid_request', 415],
  ['request.content-encoding', 'invalid_request', 415],
  ['request.too-large', 'invalid_request', 413],
  ['request.malformed', 'invalid_request', 400],
  ['request.repeated-parameter', 'invalid_request', 400],
  ['request.missing-parameter', 'invalid_request', 400],
  ['request.parameter-too-long', 'invalid_request', 400],
  ['request.invalid-parameter', 'invalid_request', 400],
  ['request.refused', 'access_denied', 400],
  ['request.rate-limited', 'temporarily_unavailable', 429],
  ['request.not-found', 'not_found', 404],
  ['server.unavailable', 'temporarily_unavailable', 503],
  ['server.error', 'server_error', 500],
  ['server.body-read', 'server_error', 500],
  ['client.no-credentials', 'invalid_client', 401],
  ['client.several-methods', 'invalid_request', 400],
  ['client.malformed-header', 'invalid_request', 400],
  ['client.unknown', 'invalid_client', 401],
  ['client.disabled', 'invalid_client', 401],
  ['client.wrong-secret', 'invalid_client', 401],
  ['client.method-not-allowed', 'invalid_client', 401],
  ['client.unknown-scheme', 'invalid_client', 401],
  ['client.assertion-type', 'invalid_client', 401],
  ['client.assertion-invalid', 'invalid_client', 401],
  ['client.assertion-replayed', 'invalid_client', 401],
  ['client.certificate-invalid', 'invalid_client', 401],
  ['client.keys-unavailable', 'invalid_client', 401],
  ['client.grant-not-allowed', 'unauthorized_client', 400],
  ['grant.unsupported', 'unsupported_grant_type', 400],
  ['grant.refused', 'invalid_grant', 400],
  ['scope.missing', 'invalid_scope', 400],
  ['scope.malformed', 'invalid_scope', 400],
  ['scope.not-allowed', 'invalid_scope', 400],
  ['scope.withdrawn', 'invalid_grant', 400],
  ['scope.exceeds-grant', 'invalid_scope', 400],
  ['resource.malformed', 'invalid_target', 400],
  ['resource.unknown', 'invalid_target', 400],
  ['resource.not-granted', 'invalid_target', 400],
  ['resource.nothing-left', 'invalid_target', 400],
  ['resource.algorithms-incompatible', 'invalid_target', 400],
  ['code.unknown', 'invalid_grant', 400],
  ['code.expired', 'invalid_grant', 400],
  ['code.replayed', 'invalid_grant', 400],
  ['code.wrong-client', 'invalid_grant', 400],
  ['code.redirect-uri', 'invalid_grant', 400],
  ['code.verifier', 'invalid_grant', 400],
  ['password.wrong-credentials', 'invalid_grant', 400],
  ['password.locked', 'temporarily_unavailable', 429],
  ['subject.inactive', 'invalid_grant', 400],
  ['refresh.unknown', 'invalid_grant', 400],
  ['refresh.expired', 'invalid_grant', 400],
  ['refresh.replayed', 'invalid_grant', 400],
  ['refresh.wrong-client', 'invalid_grant', 400],
  ['refresh.session-ended', 'invalid_grant', 400],
  ['refresh.offline-access-withdrawn', 'invalid_grant', 400],
  ['proof.missing', 'invalid_grant', 400],
  ['proof.different-key', 'invalid_grant', 400],
  ['dpop.required', 'invalid_request', 400],
  ['mutual-tls.required', 'invalid_request', 400],
  ['userinfo.no-token', '', 401],
  ['userinfo.invalid-token', 'invalid_token', 401],
  ['userinfo.invalid-proof', 'invalid_dpop_proof', 401],
  ['userinfo.several-tokens', 'invalid_request', 400],
  ['userinfo.insufficient-scope', 'insufficient_scope', 403],
  ['dpop.several', 'invalid_request', 400],
  ['dpop.malformed', 'invalid_dpop_proof', 400],
  ['dpop.header', 'invalid_dpop_proof', 400],
  ['dpop.signature', 'invalid_dpop_proof', 400],
  ['dpop.claims', 'invalid_dpop_proof', 400],
  ['dpop.method', 'invalid_dpop_proof', 400],
  ['dpop.url', 'invalid_dpop_proof', 400],
  ['dpop.time', 'invalid_dpop_proof', 400],
  ['dpop.access-token', 'invalid_dpop_proof', 400],
  ['dpop.replayed', 'invalid_dpop_proof', 400],
  ['dpop.nonce', 'use_dpop_nonce', 400],
  ['polling.slow-down', 'slow_down', 400],
  ['polling.pending', 'authorization_pending', 400],
  ['polling.denied', 'access_denied', 400],
  ['polling.expired', 'expired_token', 400],
  ['polling.unknown', 'invalid_grant', 400],
  ['polling.wrong-client', 'invalid_grant', 400],
  ['polling.replayed', 'invalid_grant', 400],
  ['details.malformed', 'invalid_authorization_details', 400],
  ['details.unknown-type', 'invalid_authorization_details', 400],
  ['details.not-allowed', 'invalid_authorization_details', 400],
  ['details.invalid', 'invalid_authorization_details', 400],
  ['details.refused', 'invalid_authorization_details', 400],
  ['details.exceed-grant', 'invalid_authorization_details', 400],
  ['details.withdrawn', 'invalid_grant', 400],
  ['decision.unknown', 'invalid_request', 400],
  ['decision.invalid', 'invalid_request', 400],
  ['ciba.public-client', 'unauthorized_client', 400],
  ['ciba.openid-missing', 'invalid_scope', 400],
  ['ciba.hints', 'invalid_request', 400],
  ['ciba.id-token-hint', 'invalid_request', 400],
  ['ciba.notification-token', 'invalid_request', 400],
  ['ciba.request-object', 'invalid_request', 400],
  ['ciba.request-object-required', 'invalid_request', 400],
  ['ciba.access-denied', 'access_denied', 403],
  ['ciba.expired-hint', 'expired_login_hint_token', 400],
  ['ciba.unknown-user', 'unknown_user_id', 400],
  ['ciba.missing-user-code', 'missing_user_code', 400],
  ['ciba.invalid-user-code', 'invalid_user_code', 400],
  ['ciba.binding-message', 'invalid_binding_message', 400],
  ['token.too-long', 'server_error', 500],
  ['token.unsupported-type', 'unsupported_token_type', 400],
  ['authorize.unknown-client', 'unauthorized_client', 400],
  ['authorize.redirect-uri', 'invalid_request', 400],
  ['authorize.response-type', 'unsupported_response_type', 400],
  ['authorize.response-type-not-allowed', 'unauthorized_client', 400],
  ['authorize.response-mode', 'invalid_request', 400],
  ['authorize.pkce-required', 'invalid_request', 400],
  ['authorize.pkce-method', 'invalid_request', 400],
  ['authorize.code-challenge', 'invalid_request', 400],
  ['authorize.openid-scope', 'invalid_scope', 400],
  ['authorize.nonce', 'invalid_request', 400],
  ['authorize.prompt', 'invalid_request', 400],
  ['authorize.claims', 'invalid_request', 400],
  ['authorize.id-token-hint', 'invalid_request', 400],
  ['authorize.request-object', 'invalid_request_object', 400],
  ['authorize.request-object-required', 'invalid_request', 400],
  ['authorize.request-uri', 'request_uri_not_supported', 400],
  ['authorize.registration', 'registration_not_supported', 400],
  ['authorize.request-not-supported', 'request_not_supported', 400],
  ['authorize.login-required', 'login_required', 400],
  ['authorize.consent-required', 'consent_required', 400],
  ['authorize.account-selection-required', 'account_selection_required', 400],
  ['authorize.access-denied', 'access_denied', 400],
  ['authorize.unmet-authentication', 'unmet_authentication_requirements', 400],
  ['par.required', 'invalid_request', 400],
  ['par.unknown', 'invalid_request_uri', 400],
  ['logout.hint', 'invalid_request', 400],
  ['logout.client', 'invalid_request', 400],
  ['logout.redirect-uri', 'invalid_request', 400],
  ['external.failed', 'access_denied', 400],
  ['form.forged', 'invalid_request', 403],
  ['interaction.unknown', 'invalid_request', 400],
  ['interaction.invalid-result', 'invalid_request', 400],
  ['registration.redirect-uri', 'invalid_redirect_uri', 400],
  ['registration.metadata', 'invalid_client_metadata', 400],
  ['registration.software-statement', 'invalid_software_statement', 400],
  ['registration.unapproved-software', 'unapproved_software_statement', 400],
  ['registration.invalid-token', 'invalid_token', 401],
  ['registration.content-type', 'invalid_request', 415],
];

describe('the catalogue of refusals', () => {
  it('has the reasons, codes and statuses that users know', () => {
    const actual = Object.entries(reasons).map(([reason, { error, status }]) => [reason, error, status]);
    const byReason = (a: readonly unknown[], b: readonly unknown[]) => String(a[0]).localeCompare(String(b[0]));
    expect(actual.sort(byReason)).toEqual([...table].sort(byReason));
  });

  it('answers invalid_client with 401 (RFC 6749 §5.2), and gives each refusal its section', () => {
    for (const { error, status, section, description } of Object.values(reasons)) {
      if (error === 'invalid_client') expect(status).toBe(401);
      expect(section).toMatch(/\d/);
      expect(description).not.toBe('');
    }
  });

  it('tells a guesser nothing: refusals of one secret thing look alike (RFC 6749 §5.2)', () => {
    const alike = (prefix: string, ...except: readonly string[]) =>
      new Set(
        Object.entries(reasons)
          .filter(([reason]) => reason.startsWith(prefix) && !except.includes(reason))
          .map(([, { error, description }]) => `${error}|${description}`),
      ).size;
    expect(alike('refresh.')).toBe(1);
    expect(alike('code.', 'code.redirect-uri', 'code.verifier')).toBe(1);
    expect(
      new Set(
        ['client.unknown', 'client.disabled', 'client.wrong-secret'].map((reason) => {
          const entry = Object.entries(reasons).find(([name]) => name === reason)?.[1];
          return `${entry?.error}|${entry?.description}|${entry?.status}`;
        }),
      ).size,
    ).toBe(1);
  });
});
