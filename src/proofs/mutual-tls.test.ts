import { expect, test } from 'vitest';
import { certificateThumbprint } from './mutual-tls.ts';

test('the thumbprint of a certificate is the SHA-256 of its DER bytes in base64url (RFC 8705 §3.1)', () => {
  expect(certificateThumbprint(new TextEncoder().encode('abc'))).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
});
