/** The key a token is bound to (RFC 7800 `cnf`): a DPoP key (RFC 9449) or a client certificate (RFC 8705). */
export type Confirmation =
  | { readonly method: 'dpop' /** JWK SHA-256 thumbprint, base64url. */; readonly jkt: string }
  | { readonly method: 'mtls' /** SHA-256 of the DER certificate, base64url. */; readonly thumbprint: string };

export function confirmationClaim(confirmation: Confirmation): { readonly [member: string]: string } {
  return confirmation.method === 'dpop' ? { jkt: confirmation.jkt } : { 'x5t#S256': confirmation.thumbprint };
}
