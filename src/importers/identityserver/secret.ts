import { Certificate } from '../../keys/certificate.ts';
import type { ClientDraft } from '../client-draft.ts';
import { hashOfDigest } from '../client-secret.ts';
import type { Members, Source } from '../source.ts';

/** Keys of a client, and what certificate it shows. */
interface Proofs {
  readonly keys: Record<string, unknown>[];
}

/** Takes over the secrets of a client, by their type. */
export function readSecrets(entries: readonly Source[], draft: ClientDraft): void {
  const proofs: Proofs = { keys: [] };
  for (const entry of entries) readSecret(entry, draft, proofs);
  if (proofs.keys.length > 0) draft.set('jwks', { keys: proofs.keys }, entries[0]);
}

function readSecret(entry: Source, draft: ClientDraft, { keys }: Proofs): void {
  const members = entry.members();
  const type = members.take('Type').text() ?? 'SharedSecret';
  const value = members.take('Value');
  const text = value.text() ?? '';
  const [expiresAt, description] = [expirationOf(members), members.take('Description').text()];
  const common = {
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(description === undefined || description === '' ? {} : { description }),
  };
  if (type === 'SharedSecret') {
    const hash = hashOfDigest(text);
    if ('problem' in hash) draft.left(value, hash.problem);
    else draft.addSecret({ sha256: hash.sha256, ...common }, value);
    if ('sha256' in hash && hash.sha256.startsWith('$')) {
      draft.changed(value, 'is SHA-512: it becomes SHA-256 when it is first used');
    }
  } else if (type === 'JWK') readKey(value, text, draft, keys);
  else if (type === 'X509CertificateBase64') readCertificate(value, text, draft, keys);
  else if (type === 'X509Name') {
    draft.set('tlsClientAuth', { subjectDn: text }, value);
    draft.changed(value, 'is tlsClientAuth.subjectDn: clientCertificateAuthorities says who may issue the certificate');
  } else draft.left(value, `is of the type ${type}, which has no counterpart`);
  for (const member of members.rest()) draft.left(member);
}

/** The public part of a key: others of it never belong here. */
function readKey(value: Source, text: string, draft: ClientDraft, keys: Record<string, unknown>[]): void {
  let key: unknown;
  try {
    key = JSON.parse(text);
  } catch {
    draft.left(value, 'is no JWK');
    return;
  }
  const members = value.with(key).members();
  const entries = members.all().filter(([name]) => !['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].includes(name));
  const isFlat = (one: unknown) =>
    typeof one === 'string' || (Array.isArray(one) && one.every((part) => typeof part === 'string'));
  keys.push(
    Object.fromEntries(entries.map(([name, member]) => [name, member.value] as const).filter(([, one]) => isFlat(one))),
  );
}

function readCertificate(value: Source, text: string, draft: ClientDraft, keys: Record<string, unknown>[]): void {
  const key = Certificate.read(Buffer.from(text, 'base64'))?.publicJwk;
  if (key === undefined) draft.left(value, 'is no certificate in base64');
  else {
    keys.push({ ...key });
    draft.changed(value, 'is a key of jwks: its end is not looked at');
  }
}

/** `Expiration`, a date, in epoch seconds. */
export function expirationOf(members: Members): number | undefined {
  const expiration = members.take('Expiration');
  const text = expiration.text();
  if (text === undefined || text === '') return undefined;
  const at = Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? expiration.refuse('must be a date') : Math.max(0, Math.floor(at / 1000));
}
