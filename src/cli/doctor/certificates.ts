import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { SeenTls } from './ask.ts';
import { type Finding, findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { dayOf } from './secret.ts';
import { reasonOf } from './within.ts';

const { ok, warning, error } = findingsAbout('tls');

const dayMs = 86_400_000;
/** Authorities that renew by themselves do it a month before the end. */
const soonDays = 14;
const pemBegin = '-----BEGIN CERTIFICATE-----';

/** The files of `listen.tls`. */
export function checkTlsFiles({ settings }: Patient): readonly Finding[] {
  const { tls } = settings.listen;
  if (tls === undefined) return [];
  try {
    const [, ...blocks] = readFileSync(tls.certificate, 'utf8').split(pemBegin);
    const chain = blocks.map((block) => new X509Certificate(pemBegin + block));
    const [leaf] = chain;
    if (leaf === undefined)
      return [error(`${tls.certificate} holds no certificate`, 'name a file in PEM', 'listen.tls.certificate')];
    const findings: Finding[] = [];
    if (!leaf.checkPrivateKey(createPrivateKey(readFileSync(tls.key)))) {
      findings.push(
        error(
          'the private key is not that of the certificate',
          'name the key that the certificate was made for',
          'listen.tls.key',
        ),
      );
    }
    const lost = chain.findIndex((one, index) => index + 1 < chain.length && !one.checkIssued(chain[index + 1]!));
    if (lost >= 0) {
      findings.push(
        error(
          `certificate ${lost + 2} of ${tls.certificate} did not issue the one before it`,
          'put the certificate of the server first, then each one’s issuer',
          'listen.tls.certificate',
        ),
      );
    }
    const hosts = [settings.issuer, settings.mutualTls?.baseUrl].flatMap((address) =>
      address === undefined ? [] : [new URL(address).hostname],
    );
    // A proxy in front shows a certificate of its own.
    if (!settings.listen.trustProxy) {
      for (const host of new Set(hosts)) {
        if (!isFor(leaf, host))
          findings.push(
            error(
              `the certificate is none of ${host}`,
              'get one that names the host of the issuer',
              'listen.tls.certificate',
            ),
          );
      }
    }
    if (
      leaf.publicKey.asymmetricKeyType === 'rsa' &&
      (leaf.publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048
    ) {
      findings.push(
        error(
          'the key of the certificate is an RSA key of fewer than 2048 bits',
          'get a certificate for a new key',
          'listen.tls.key',
        ),
      );
    }
    const validTo = Math.min(...chain.map(({ validToDate }) => validToDate.getTime()));
    const validFrom = Math.max(...chain.map(({ validFromDate }) => validFromDate.getTime()));
    return [
      ...findings,
      lifetimeFinding('the certificate in the file', { validTo, validFrom }, 'listen.tls.certificate'),
    ];
  } catch (reason) {
    return [
      error(
        `the files of TLS cannot be used: ${reasonOf(reason)}`,
        'name files in PEM that this user may read',
        'listen.tls',
      ),
    ];
  }
}

function isFor(certificate: X509Certificate, host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

/** What a client sees that connects. */
export function tlsFindings(url: string, seen: SeenTls): readonly Finding[] {
  const { chainProblem, nameProblem, protocol } = seen;
  const findings: Finding[] = [];
  if (chainProblem !== undefined && chainProblem !== 'CERT_HAS_EXPIRED' && chainProblem !== 'CERT_NOT_YET_VALID') {
    findings.push(
      error(
        `the certificate of ${url} is not trusted here: ${chainProblem}`,
        cureOfChain(chainProblem),
        'listen.tls.certificate',
      ),
    );
  }
  if (nameProblem !== undefined) {
    findings.push(
      error(
        `the certificate of ${url} is another host's: ${nameProblem}`,
        'get one that names the host of the issuer',
        'listen.tls.certificate',
      ),
    );
  }
  if (!['TLSv1.2', 'TLSv1.3'].includes(protocol))
    findings.push(error(`${url} speaks ${protocol} (RFC 9325 §3.1)`, 'let the proxy speak TLS 1.2 and 1.3 alone'));
  return [...findings, lifetimeFinding(`the certificate of ${url} (${protocol})`, seen, 'listen.tls.certificate')];
}

function cureOfChain(problem: string): string {
  switch (problem) {
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'add the intermediate certificates after that of the server; name an authority of your own with NODE_EXTRA_CA_CERTS';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return 'get a certificate of an authority that clients trust; name an authority of your own with NODE_EXTRA_CA_CERTS';
    default:
      return 'get another certificate';
  }
}

/** @param times epoch milliseconds. */
function lifetimeFinding(
  what: string,
  { validTo, validFrom }: { readonly validTo: number; readonly validFrom: number },
  setting: string,
): Finding {
  const now = Date.now();
  const days = Math.floor((validTo - now) / dayMs);
  const cure = 'renew it; the server reads its files anew by itself, a proxy may have to be told';
  if (validFrom > now) return error(`${what} counts from ${dayOf(validFrom)} only`, 'set the clock, or wait', setting);
  if (validTo <= now) return error(`${what} ended on ${dayOf(validTo)}`, cure, setting);
  const message = `${what} ends in ${days} days, on ${dayOf(validTo)}`;
  return days < soonDays ? warning(message, cure, setting) : ok(message, setting);
}
