import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate of a test, with its key. */
export interface TestCertificate {
  readonly subject: readonly (readonly [attribute: string, value: string])[];
  readonly privateKey: KeyObject;
  readonly der: Buffer;
  readonly pem: string;
  /** Its key with the certificate, as a client publishes it (RFC 7517 §4.7). */
  readonly jwk: Readonly<Record<string, unknown>>;
  /** `x5t#S256` (RFC 8705 §3.1). */
  readonly thumbprint: string;
  /** As a proxy that ends TLS hands it on (RFC 9440 §2.2). */
  readonly header: { readonly 'client-cert': string };
}

export interface CertificateDescription {
  /** In the order of the certificate, the country first. */
  readonly subject: TestCertificate['subject'];
  /** Who signs; absent: itself. */
  readonly issuer?: TestCertificate;
  readonly isAuthority?: boolean;
  readonly names?: readonly (readonly [kind: 'email' | 'dns' | 'uri' | 'ip', value: string])[];
  /** Object identifiers of the extended key usage. */
  readonly usages?: readonly string[];
  /** Epoch seconds. */
  readonly from?: number;
  readonly until?: number;
}

const attributes: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
};
const nameTags = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 } as const;
const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** Makes an X.509 certificate with an ECDSA key (RFC 5280 §4.1). */
export function makeCertificate(description: CertificateDescription): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { subject, issuer, from = 946_684_800, until = 4_102_444_800 } = description;
  const contents = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name(issuer?.subject ?? subject),
    sequence(time(from), time(until)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions(description))),
  );
  const signature = sign('sha256', contents, issuer?.privateKey ?? privateKey);
  const certificate = sequence(contents, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const base64 = certificate.toString('base64');
  return {
    subject,
    privateKey,
    der: certificate,
    jwk: { ...publicKey.export({ format: 'jwk' }), x5c: [base64] },
    pem: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
    thumbprint: createHash('sha256').update(certificate).digest('base64url'),
    header: { 'client-cert': `:${base64}:` },
  };
}

function extensions({ isAuthority = false, names = [], usages = [] }: CertificateDescription): readonly Buffer[] {
  const extension = (id: string, value: Buffer) => sequence(objectIdentifier(id), der(0x04, value));
  const yes = der(0x01, Buffer.from([0xff]));
  const all = [extension('2.5.29.19', isAuthority ? sequence(yes) : sequence())];
  if (usages.length > 0) all.push(extension('2.5.29.37', sequence(...usages.map(objectIdentifier))));
  if (names.length > 0) {
    const entries = names.map(([kind, value]) =>
      der(nameTags[kind], kind === 'ip' ? Buffer.from(value.split('.').map(Number)) : Buffer.from(value)),
    );
    all.push(extension('2.5.29.17', sequence(...entries)));
  }
  return all;
}

function name(subject: TestCertificate['subject']): Buffer {
  return sequence(
    ...subject.map(([attribute, value]) =>
      der(0x31, sequence(objectIdentifier(attributes[attribute]!), der(0x0c, Buffer.from(value)))),
    ),
  );
}

function time(at: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(at * 1000).toISOString().replace(/[-:T]|\..*/g, '')}Z`));
}

function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return der(0x30, ...contents);
}

function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const septets = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return der(0x06, Buffer.from(bytes));
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const value = Buffer.concat(contents);
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
