import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeCertificate } from '../../test/support/certificate.ts';
import { Certificate } from './certificate.ts';

const now = 1_800_000_000;
const read = (description: Parameters<typeof makeCertificate>[0]) =>
  Certificate.read(makeCertificate(description).der)!;
const root = makeCertificate({ subject: [['CN', 'Root']], isAuthority: true });
const authority = Certificate.read(root.der)!;
const leaf = [['CN', 'worker']] as const;

it('reads one certificate in DER and nothing else', () => {
  expect(Certificate.read(root.der)?.base64).toBe(root.der.toString('base64'));
  expect(Certificate.read(Buffer.from(root.pem))).toBeUndefined();
  expect(Certificate.read(Buffer.concat([root.der, root.der]))).toBeUndefined();
  expect(Certificate.read(root.der.subarray(1))).toBeUndefined();
  expect(Certificate.read(new Uint8Array())).toBeUndefined();
});

it('reads every certificate of a PEM text, or none', () => {
  expect(Certificate.readPem(`# ours\n${root.pem}\n${root.pem}`)).toHaveLength(2);
  expect(Certificate.readPem('')).toBeUndefined();
  expect(Certificate.readPem(root.pem.replace('MII', 'MIX'))).toBeUndefined();
});

it('is valid from its first to its last second', () => {
  const certificate = read({ subject: leaf, from: 1000, until: 2000 });
  expect([999, 1000, 2000, 2001].map((at) => certificate.isValidAt(at))).toEqual([false, true, true, false]);
});

it('is of the authority that signed it (RFC 5280 §6.1)', () => {
  expect(read({ subject: leaf, issuer: root }).isClientCertificateOf(authority, now)).toBe(true);
  const usages = ['1.3.6.1.5.5.7.3.2'];
  expect(read({ subject: leaf, issuer: root, usages }).isClientCertificateOf(authority, now)).toBe(true);
});

it('is of no authority that did not, only shares its name, may not, is over, or meant it for servers', () => {
  const namesake = makeCertificate({ subject: root.subject, isAuthority: true });
  expect(read({ subject: leaf, issuer: namesake }).isClientCertificateOf(authority, now)).toBe(false);
  expect(read({ subject: leaf }).isClientCertificateOf(authority, now)).toBe(false);
  const servers = ['1.3.6.1.5.5.7.3.1'];
  expect(read({ subject: leaf, issuer: root, usages: servers }).isClientCertificateOf(authority, now)).toBe(false);

  const colleague = makeCertificate({ subject: [['CN', 'colleague']], issuer: root });
  const byColleague = read({ subject: leaf, issuer: colleague });
  expect(byColleague.isClientCertificateOf(Certificate.read(colleague.der)!, now)).toBe(false);

  const old = makeCertificate({ subject: root.subject, isAuthority: true, until: now - 1 });
  expect(read({ subject: leaf, issuer: old }).isClientCertificateOf(Certificate.read(old.der)!, now)).toBe(false);
});

const named = read({
  subject: [
    ['C', 'DE'],
    ['O', 'Acme, Inc. + "Söhne"'],
    ['CN', 'worker'],
  ],
  names: [
    ['dns', 'Worker.example'],
    ['dns', '*.wild.example'],
    ['dns', 'a, DNS:forged.example'],
    ['uri', 'https://acme.example/a,b'],
    ['ip', '192.0.2.7'],
    ['email', 'worker@acme.example'],
  ],
});

it.each([
  ['subjectDn', 'CN=worker,O=Acme\\, Inc. \\+ \\"Söhne\\",C=DE'],
  ['sanDns', 'worker.EXAMPLE'],
  ['sanDns', '*.wild.example'],
  ['sanUri', 'https://acme.example/a,b'],
  ['sanIp', '192.0.2.7'],
  ['sanEmail', 'worker@acme.example'],
] as const)('is named by its %s %s (RFC 8705 §2.1.2)', (kind, value) => {
  expect(named.names(kind, value)).toBe(true);
});

it.each([
  ['subjectDn', 'CN=worker'],
  ['subjectDn', 'CN=worker,C=DE'],
  ['subjectDn', 'not a name'],
  ['sanDns', 'a.wild.example'],
  ['sanDns', 'forged.example'],
  ['sanDns', 'worker@acme.example'],
  ['sanUri', 'https://ACME.example/a,b'],
  ['sanUri', 'https://acme.example/a'],
  ['sanIp', '192.0.2.8'],
  ['sanEmail', 'WORKER@acme.example'],
] as const)('is not named by the %s %s', (kind, value) => {
  expect(named.names(kind, value)).toBe(false);
});

it('is named by whatever its subject holds, escaped, and by nothing else (RFC 4514 §2.4)', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  const special = fc.string({ unit: fc.constantFrom(...',+"\\<>;=# \n\0aä'), minLength: 1, maxLength: 8 });
  const value = fc.oneof(text, special).filter((one) => one.isWellFormed());
  const escaped = (plain: string) => [...Buffer.from(plain)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`);
  const nameOf = (organization: string, commonName: string) =>
    `CN=${escaped(commonName).join('')},O=${escaped(organization).join('')}`;
  fc.assert(
    fc.property(value, value, value, (organization, commonName, other) => {
      const { der } = makeCertificate({
        subject: [
          ['O', organization],
          ['CN', commonName],
        ],
      });
      const certificate = Certificate.read(der)!;
      expect(certificate.names('subjectDn', nameOf(organization, commonName))).toBe(true);
      expect(certificate.names('subjectDn', nameOf(organization, `${commonName}x`))).toBe(false);
      if (other !== commonName) expect(certificate.names('subjectDn', nameOf(organization, other))).toBe(false);
      expect(certificate.names('sanDns', other)).toBe(false);
      expect(certificate.names('subjectDn', other)).toBe(false);
    }),
    { numRuns: 100 },
  );
});
