import { X509Certificate } from 'node:crypto';
import { clientWarnings } from '../../config/client-warnings.ts';
import type { Client } from '../../model/client.ts';
import { systemClock } from '../../model/clock.ts';
import type { ClientStore } from '../../stores/contracts.ts';
import { onOneLine } from '../offline.ts';
import { type Finding, findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { dayOf } from './secret.ts';
import { reasonOf, within } from './within.ts';

const { ok, note, warning, error } = findingsAbout('clients');

const soonSeconds = 30 * 86_400;
const pageMs = 5000;
const pageSize = 500;
/** Of more clients than these the rest is not looked at. */
const mostClients = 20_000;

/** Secrets and certificates that end, of the clients of configuration and store. @param stored absent: the store cannot be read. */
export async function checkClients(patient: Patient, stored: ClientStore | undefined): Promise<readonly Finding[]> {
  const now = systemClock.now();
  const findings: Finding[] = patient.settings.clients.flatMap((client, index) =>
    credentialFindings(client, `clients[${index}]`, 'change it in the configuration', now),
  );
  let count = patient.settings.clients.length;
  if (stored !== undefined) {
    try {
      for await (const page of pagesOf(stored)) {
        count += page.length;
        for (const client of page) findings.push(...storedFindings(client, now));
      }
    } catch (reason) {
      findings.push(error(`stored clients cannot be read: ${reasonOf(reason)}`, 'look at the store', 'storage'));
    }
  }
  findings.push(...authorityFindings(patient, now));
  return findings.length > 0 ? findings : [ok(`no secret or certificate of the ${count} clients ends within 30 days`)];
}

async function* pagesOf(stored: ClientStore): AsyncGenerator<readonly Client[]> {
  let after: string | undefined;
  for (let seen = 0; seen < mostClients; ) {
    const page = await within(pageMs, stored.list({ limit: pageSize, ...(after === undefined ? {} : { after }) }));
    if (page.length === 0) return;
    yield page;
    seen += page.length;
    after = page.at(-1)?.clientId;
  }
}

function storedFindings(client: Client, now: number): readonly Finding[] {
  const name = onOneLine(client.clientId);
  const credentials = credentialFindings(client, undefined, `mintmark clients secret ${name}`, now);
  // The same is said of configured ones by the warnings of the configuration.
  const warned = client.origin === undefined ? clientWarnings(client, now) : [];
  return [
    ...credentials,
    ...warned.map(([member, message]) =>
      warning(`client ${name}: ${member}: ${message}`, `mintmark clients update ${name}`),
    ),
  ];
}

function credentialFindings(client: Client, path: string | undefined, cure: string, now: number): readonly Finding[] {
  const name = onOneLine(client.clientId);
  const setting = (member: string) => (path === undefined ? undefined : `${path}.${member}`);
  const live = client.clientSecrets.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  const lasting = live.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now + soonSeconds);
  const findings: Finding[] = [];
  if (live.length > 0 && lasting.length === 0) {
    const last = Math.max(...live.map(({ expiresAt = 0 }) => expiresAt));
    findings.push(
      warning(
        `client ${name}: its last secret ends on ${dayOf(last * 1000)}`,
        `give it another and hand it out before: ${cure}`,
        setting('clientSecrets'),
      ),
    );
  }
  const ended = client.clientSecrets.length - live.length;
  if (ended > 0 && live.length > 0)
    findings.push(note(`client ${name}: ${ended} of its secrets have ended and can go`, setting('clientSecrets')));
  client.jwks?.keys.forEach((key, index) => {
    const [encoded] = Array.isArray(key['x5c']) ? key['x5c'] : [];
    if (typeof encoded !== 'string') return;
    const at = `${setting('jwks') ?? 'jwks'}.keys[${index}].x5c`;
    findings.push(...certificateFindings(Buffer.from(encoded, 'base64'), `client ${name}: its certificate`, at, now));
  });
  return findings;
}

function authorityFindings({ settings }: Patient, now: number): readonly Finding[] {
  return settings.clientCertificateAuthorities.flatMap((pem, index) =>
    certificateFindings(pem, 'an authority of client certificates', `clientCertificateAuthorities[${index}]`, now),
  );
}

/** Whether a certificate ends, or has ended. */
function certificateFindings(encoded: string | Buffer, what: string, setting: string, now: number): readonly Finding[] {
  try {
    const until = new X509Certificate(encoded).validToDate.getTime() / 1000;
    const day = dayOf(until * 1000);
    if (until <= now) return [error(`${what} ended on ${day}`, 'replace it', setting)];
    if (until <= now + soonSeconds) return [warning(`${what} ends on ${day}`, 'replace it before', setting)];
    return [];
  } catch {
    return [error(`${what} cannot be read`, 'replace it', setting)];
  }
}
