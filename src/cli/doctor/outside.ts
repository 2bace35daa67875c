import { paths } from '../../model/endpoint-paths.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Answer, ask } from './ask.ts';
import { tlsFindings } from './certificates.ts';
import { clockFinding } from './clock.ts';
import { endpointFindings } from './endpoints.ts';
import { expectedDiscovery } from './expected-discovery.ts';
import { type Finding, findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { proxyFindings } from './proxy.ts';
import { publicKeyIds } from './published-keys.ts';
import { reasonOf } from './within.ts';

const { ok, note, warning, error } = findingsAbout('outside');

/** The server as it is seen from outside, by its public address. @param storedKeys ids of the keys that are to be published, as far as they are known. */
export async function checkOutside(
  patient: Patient,
  storedKeys: Promise<readonly string[] | undefined>,
): Promise<readonly Finding[]> {
  const { url, settings } = patient;
  let answer: Answer;
  try {
    answer = await ask(url + paths.discovery);
  } catch (reason) {
    const cure =
      'is the server running, do DNS and firewall lead there, and does the proxy listen? Another address is named by --url';
    return [error(`${url} cannot be reached from here: ${reasonOf(reason)}`, cure, 'issuer')];
  }
  const findings: Finding[] = [
    ...(answer.tls === undefined ? [] : tlsFindings(url, answer.tls)),
    ...dateFindings(answer),
  ];
  const document = objectIn(answer);
  if (answer.status !== 200 || document === undefined) {
    return [
      ...findings,
      error(
        `${url}${paths.discovery} answers ${answer.status}${answer.status === 200 ? ' and no JSON' : ''}: it is no Mintmark, or the proxy leads elsewhere`,
        'let the proxy pass everything below the issuer to the server, with its path as it is',
        'issuer',
      ),
    ];
  }
  const [compared, published, endpoints, proxy, others] = await Promise.all([
    discoveryFindings(patient, document),
    keyFindings(document, storedKeys),
    endpointFindings(patient, document),
    proxyFindings(patient),
    otherAddresses(patient),
  ]);
  const hasServer = document['issuer'] === settings.issuer;
  return [...findings, ...compared, ...(hasServer ? [...published, ...endpoints, ...proxy] : []), ...others];
}

function dateFindings({ headers, askedAt, answeredAt }: Answer): readonly Finding[] {
  const date = Date.parse(headers.date ?? '');
  // It names whole seconds that have begun.
  return Number.isNaN(date) ? [] : [clockFinding("the server's", date, askedAt, answeredAt, 1000)];
}

async function discoveryFindings(patient: Patient, document: JsonObject): Promise<readonly Finding[]> {
  const { issuer } = patient.settings;
  if (document['issuer'] !== issuer) {
    return [
      error(
        `the server there calls itself ${shown(document['issuer'])}, the configuration says ${issuer}: clients refuse one or the other (OpenID Connect Discovery §4.3)`,
        'is it another server, or does it run with another configuration? Set issuer to the public address, and start it again',
        'issuer',
      ),
    ];
  }
  const expected = await expectedDiscovery(patient);
  if (expected === undefined)
    return [note('what discovery should say cannot be told without starting the services of the configuration')];
  const names = [...new Set([...Object.keys(expected), ...Object.keys(document)])].filter(
    (name) => name !== 'signed_metadata',
  );
  const different = names.filter((name) => !isSame(expected[name], document[name]));
  if (different.length === 0)
    return [ok(`${patient.url} is this server, and discovery says what the configuration does`, 'issuer')];
  return [
    warning(
      `discovery does not say what the configuration does: ${different.join(', ')}`,
      'the server runs with an older configuration or release: start it again, or reload it',
    ),
  ];
}

async function keyFindings(
  document: JsonObject,
  storedKeys: Promise<readonly string[] | undefined>,
): Promise<readonly Finding[]> {
  const address = document['jwks_uri'];
  if (typeof address !== 'string') return [];
  try {
    const answer = await ask(address);
    const published = publicKeyIds(objectIn(answer));
    if (answer.status !== 200 || published === undefined) {
      return [
        error(
          `${address} answers ${answer.status} and no keys: nobody can verify a token`,
          'let the proxy pass it to the server',
        ),
      ];
    }
    const stored = await storedKeys;
    if (stored === undefined) return [ok(`${published.length} keys are published`)];
    const missing = stored.filter((keyId) => !published.includes(keyId));
    const foreign = published.filter((keyId) => !stored.includes(keyId));
    if (missing.length + foreign.length === 0) return [ok(`the ${published.length} keys of the store are published`)];
    const told = [
      ...(missing.length > 0 ? [`the store has ${missing.join(', ')}, which is not published`] : []),
      ...(foreign.length > 0 ? [`${foreign.join(', ')} is published and not in the store`] : []),
    ];
    return [
      error(
        `${told.join('; ')}: the server works on another database, or a cache in front keeps old keys`,
        'name the same storage here and there; a proxy may keep keys for five minutes, as Cache-Control says',
        'storage',
      ),
    ];
  } catch (reason) {
    return [error(`${address} cannot be reached: ${reasonOf(reason)}`, 'let the proxy pass it to the server')];
  }
}

/** The address for certificates, and where RFC 8414 looks for an issuer with a path. */
async function otherAddresses({ settings, url }: Patient): Promise<readonly Finding[]> {
  const { mutualTls, issuer } = settings;
  const findings: Finding[] = [];
  if (mutualTls !== undefined) {
    const { baseUrl } = mutualTls;
    try {
      const answer = await ask(baseUrl + paths.discovery);
      findings.push(...(answer.tls === undefined ? [] : tlsFindings(baseUrl, answer.tls)));
      findings.push(
        answer.status === 200
          ? ok(`${baseUrl} answers`, 'mutualTls.baseUrl')
          : error(`${baseUrl} answers ${answer.status}`, 'let it lead to the server', 'mutualTls.baseUrl'),
      );
    } catch (reason) {
      findings.push(
        error(
          `${baseUrl} cannot be reached from here: ${reasonOf(reason)}`,
          'let it lead to the server',
          'mutualTls.baseUrl',
        ),
      );
    }
  }
  const path = new URL(issuer).pathname.replace(/\/$/, '');
  if (path !== '') {
    const address = `${new URL(url).origin}${paths.oauthMetadata}${path}`;
    const status = await ask(address).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status !== 200) {
      findings.push(
        warning(
          `${address} answers ${status === 0 ? 'nothing' : status}: clients that follow RFC 8414 §3.1 look there`,
          'let the proxy pass this path to the server too',
          'issuer',
        ),
      );
    }
  }
  return findings;
}

function objectIn({ body }: Answer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** Without regard to the order of lists, which means nothing in discovery. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(ordered(one))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, ordered(member)]);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : 'nothing';
}
