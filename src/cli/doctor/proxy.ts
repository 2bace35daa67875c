import { isIP } from 'node:net';
import { createSealer } from '../../keys/sealer.ts';
import { paths } from '../../model/endpoint-paths.ts';
import { type SeenRequest, seenRequestHeader, seenRequestProof } from '../../operations/seen-request.ts';
import { version } from '../../operations/version.ts';
import { ask } from './ask.ts';
import { type Finding, findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';

const { ok, note, warning, error } = findingsAbout('proxy');

/** Of documentation (RFC 5737): nobody comes from there. */
const forgedAddress = '192.0.2.77';
const forgedCertificate = ':bWludG1hcmsgZG9jdG9y:';

/** How requests arrive, as the server itself tells to those who hold its master secret: an honest one, and one with forged headers. */
export async function proxyFindings({ url, settings }: Patient): Promise<readonly Finding[]> {
  if (settings.secrets.length === 0)
    return [note('how requests arrive cannot be told without the master secret', 'secret')];
  const [honest, forged] = await Promise.all([
    seen(url, settings.secrets, {}),
    seen(url, settings.secrets, {
      'x-forwarded-for': forgedAddress,
      forwarded: `for=${forgedAddress};proto=https`,
      'x-forwarded-proto': 'https',
      'client-cert': forgedCertificate,
    }),
  ]);
  if (honest === undefined || forged === undefined) {
    return [
      note(
        `${url}${paths.live} does not tell how requests arrive: the proxy keeps the path or the header ${seenRequestHeader} back, or the server has another secret or an older release`,
      ),
    ];
  }
  return [...versionFindings(honest), ...trustFindings(honest, settings.listen.trustProxy), ...forgeryFindings(forged)];
}

async function seen(
  url: string,
  secrets: readonly string[],
  headers: Readonly<Record<string, string>>,
): Promise<SeenRequest | undefined> {
  // Rotation: a node may have another one in front.
  for (const secret of secrets) {
    const proof = seenRequestProof(createSealer([secret]), Math.floor(Date.now() / 1000));
    try {
      const { body } = await ask(url + paths.live, { headers: { ...headers, [seenRequestHeader]: proof } });
      const { seen } = JSON.parse(body);
      if (isSeen(seen)) return seen;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function isSeen(value: unknown): value is SeenRequest {
  return typeof value === 'object' && value !== null && 'headers' in value && 'trustProxy' in value;
}

function versionFindings({ version: running }: SeenRequest): readonly Finding[] {
  return running === version() ? [] : [note(`the server is of release ${running}, this command of ${version()}`)];
}

function trustFindings({ headers, trustProxy, remoteAddress }: SeenRequest, configured: boolean): readonly Finding[] {
  if (trustProxy !== configured) {
    return [
      warning(
        `the server runs with listen.trustProxy ${trustProxy}, the configuration says ${configured}`,
        'start it again with this configuration',
        'listen.trustProxy',
      ),
    ];
  }
  const forwarded = headers['x-forwarded-for'] ?? headers['forwarded'];
  if (!trustProxy) {
    return forwarded === undefined
      ? [ok('no proxy names the addresses of clients, and none is believed', 'listen.trustProxy')]
      : [
          warning(
            `a proxy names the address of clients, and the server takes ${remoteAddress} for everybody's: limits of an address hit all users at once`,
            'set listen.trustProxy to true, where nobody reaches the server but through that proxy',
            'listen.trustProxy',
          ),
        ];
  }
  if (forwarded === undefined) {
    return [
      error(
        'the server believes a proxy, and none names the address of clients: whoever sends such a header is believed',
        'let the proxy set X-Forwarded-For (or Forwarded); without a proxy set listen.trustProxy to false',
        'listen.trustProxy',
      ),
    ];
  }
  if (isIP(remoteAddress ?? '') === 0) {
    return [
      error(
        'what the proxy names as the address of clients is none',
        'let it set X-Forwarded-For to the address of its peer',
        'listen.trustProxy',
      ),
    ];
  }
  return [ok(`the proxy names the address of clients: ${remoteAddress}`, 'listen.trustProxy')];
}

function forgeryFindings({ headers, trustProxy, remoteAddress }: SeenRequest): readonly Finding[] {
  const findings: Finding[] = [];
  if (remoteAddress === forgedAddress) {
    findings.push(
      error(
        'a forged X-Forwarded-For from outside is believed: limits on guessing passwords can be passed',
        'let the proxy replace X-Forwarded-For and Forwarded, or add the address of its peer at the end',
        'listen.trustProxy',
      ),
    );
  }
  if (headers['client-cert']?.includes(forgedCertificate) === true) {
    findings.push(
      trustProxy
        ? error(
            'a forged Client-Cert from outside gets through: whoever has a copy of a certificate of a client is that client (RFC 9440 §4)',
            'let the proxy delete Client-Cert before it sets its own',
            'listen.trustProxy',
          )
        : note('a Client-Cert from outside gets through; it is not believed'),
    );
  }
  return findings.length > 0 ? findings : [ok('forged headers about address and certificate are not believed')];
}
