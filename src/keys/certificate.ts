import { X509Certificate } from 'node:crypto';
import { canonicalName, canonicalNameOfLines } from './distinguished-name.ts';

/** What a certificate says about its holder (RFC 8705 §2.1.2). */
export type CertificateNameKind = 'subjectDn' | 'sanDns' | 'sanUri' | 'sanIp' | 'sanEmail';

const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';
const pemBegin = '-----BEGIN CERTIFICATE-----';
const pemEnd = '-----END CERTIFICATE-----';
const sanTypes = { sanDns: 'DNS', sanUri: 'URI', sanEmail: 'email' } as const;

/** An X.509 certificate, of a client or of an authority. */
export class Certificate {
  readonly #certificate: X509Certificate;

  private constructor(certificate: X509Certificate) {
    this.#certificate = certificate;
  }

  /** @param encoded DER. `undefined`: it is no certificate, or more than one. */
  static read(encoded: Uint8Array): Certificate | undefined {
    try {
      const certificate = new X509Certificate(encoded);
      return certificate.raw.equals(encoded) ? new Certificate(certificate) : undefined;
    } catch {
      return undefined;
    }
  }

  /** All certificates of a PEM text. `undefined`: one of them is none, or there is none. */
  static readPem(text: string): readonly Certificate[] | undefined {
    const [, ...blocks] = text.split(pemBegin);
    try {
      const all = blocks.map((block) => {
        const [inside = ''] = block.split(pemEnd, 1);
        return new Certificate(new X509Certificate(pemBegin + inside + pemEnd));
      });
      return all.length === 0 ? undefined : all;
    } catch {
      return undefined;
    }
  }

  /** DER in base64, as in `x5c` of a key (RFC 7517 §4.7). */
  get base64(): string {
    return this.#certificate.raw.toString('base64');
  }

  /** Its key as a JWK with the certificate in `x5c`; `undefined`: there is no JWK of its kind. */
  get publicJwk(): Readonly<Record<string, unknown>> | undefined {
    try {
      return { ...this.#certificate.publicKey.export({ format: 'jwk' }), x5c: [this.base64] };
    } catch {
      return undefined;
    }
  }

  /** Whether it may be used for others. */
  get isAuthority(): boolean {
    return this.#certificate.ca;
  }

  isValidAt(now: number): boolean {
    const { validFromDate, validToDate } = this.#certificate;
    return validFromDate.getTime() <= now * 1000 && now * 1000 <= validToDate.getTime();
  }

  /** Whether an authority issued it itself, for use by clients. Intermediate authorities are to be trusted by name. */
  isClientCertificateOf(authority: Certificate, now: number): boolean {
    const issuer = authority.#certificate;
    const usages = this.#certificate.keyUsage;
    return (
      (usages === undefined || usages.includes(clientAuthentication) || usages.includes(anyUsage)) &&
      authority.isAuthority &&
      authority.isValidAt(now) &&
      this.#certificate.checkIssued(issuer) &&
      this.#certificate.verify(issuer.publicKey)
    );
  }

  /** Whether it names its holder so; compared exactly but for the letter case of host names. */
  names(kind: CertificateNameKind, value: string): boolean {
    if (kind === 'subjectDn') {
      const { subject } = this.#certificate;
      const name = canonicalName(value);
      return name !== undefined && subject !== undefined && canonicalNameOfLines(subject) === name;
    }
    if (kind === 'sanIp') return this.#certificate.checkIP(value) !== undefined;
    const plain = (text: string) => (kind === 'sanDns' ? text.toLowerCase() : text);
    return alternativeNames(this.#certificate.subjectAltName ?? '').some(
      ([type, name]) => type === sanTypes[kind] && plain(name) === plain(value),
    );
  }
}

/** `DNS:a.example, URI:"https://…\u002c…"`: what has special characters is quoted as in JSON. Each character is looked at once. */
function alternativeNames(text: string): readonly (readonly [type: string, name: string])[] {
  const names: (readonly [type: string, name: string])[] = [];
  for (let at = 0; at < text.length; ) {
    const colon = text.indexOf(':', at);
    if (colon < 0) break;
    const start = colon + 1;
    const isQuoted = text[start] === '"';
    const end = isQuoted ? endOfQuoted(text, start) : endOfPlain(text, start);
    const name = text.slice(start, end);
    names.push([text.slice(at, colon), isQuoted ? JSON.parse(name) : name]);
    at = end + separator.length;
  }
  return names;
}

const separator = ', ';

function endOfPlain(text: string, start: number): number {
  const end = text.indexOf(separator, start);
  return end < 0 ? text.length : end;
}

/** Behind the quotation mark that ends what begins with the one at `start`. */
function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}
