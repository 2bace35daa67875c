import { expect, it } from 'vitest';
import { withoutProtocolClaims } from './protocol-claims.ts';

it('takes away what the protocol itself sets, and keeps everything else as it is', () => {
  const protocol = Object.fromEntries(
    ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', 'client_id', 'cnf', 'sid', 'nonce', 'at_hash'].map(
      (name) => [name, 'forged'],
    ),
  );
  const signIn = { auth_time: 1, amr: ['forged'], idp: 'forged' };
  const kept = { email: 'a@example.com', nested: { sub: 'inner' }, flag: false, nothing: null };
  expect(withoutProtocolClaims({ ...protocol, ...signIn, ...kept })).toEqual(kept);
});

it('lets no claim name what only this server understands in its tokens', () => {
  const forged = { 'urn:mintmark:subject': 'x', 'urn:mintmark:userinfo-claims': { email: null }, may_act: 'kept' };
  expect(withoutProtocolClaims(forged)).toEqual({ may_act: 'kept' });
});
