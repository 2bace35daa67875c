import type { JsonObject } from '../../model/json.ts';
import { ask } from './ask.ts';
import { type Finding, findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { reasonOf } from './within.ts';

const { ok, error } = findingsAbout('outside');

/** Asked in a way that each refuses at once (405) and writes nothing for. */
const refused: Readonly<Record<string, string>> = {
  authorization_endpoint: 'DELETE',
  end_session_endpoint: 'DELETE',
  userinfo_endpoint: 'DELETE',
};

/** Whether every endpoint that discovery names is reached at the address that it names. */
export async function endpointFindings({ settings }: Patient, document: JsonObject): Promise<readonly Finding[]> {
  const { issuer } = settings;
  const named = Object.entries(document).flatMap(([member, address]) =>
    member.endsWith('_endpoint') && typeof address === 'string' && address.startsWith(`${issuer}/`)
      ? [[member, address] as const]
      : [],
  );
  const found = await Promise.all(named.map(([member, address]) => endpointFinding(member, address)));
  const wrong = found.flatMap((finding) => finding ?? []);
  return wrong.length > 0 ? wrong : [ok(`the ${named.length} endpoints of discovery lead to the server`)];
}

async function endpointFinding(member: string, address: string): Promise<Finding | undefined> {
  const cure = `let the proxy pass ${new URL(address).pathname} to the server, with every method`;
  try {
    const { status, headers } = await ask(address, { method: refused[member] ?? 'GET' });
    // What a proxy answers by itself has no such header.
    return headers['x-request-id'] !== undefined && status !== 404
      ? undefined
      : error(`${member}: ${address} does not lead to the server (${status})`, cure);
  } catch (reason) {
    return error(`${member}: ${address} cannot be reached: ${reasonOf(reason)}`, cure);
  }
}
