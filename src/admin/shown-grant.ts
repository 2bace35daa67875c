import type { Decision } from '../model/grants.ts';
import type { GrantKind, GrantRecord } from '../stores/contracts.ts';
import { type GrantVault, never } from '../stores/grant-vault.ts';

/** Kinds that are shown as grants: what a client has, or is about to get. Sessions and consents are shown by themselves. */
export const shownGrantKinds = [
  'refresh_token',
  'reference_token',
  'authorization_code',
  'device_code',
  'ciba',
] as const satisfies readonly GrantKind[];
export type ShownGrantKind = (typeof shownGrantKinds)[number];

/** What is shown of a code or token; itself never. */
export interface ShownGrant {
  /** By which it is revoked. Opens nothing. */
  readonly id: string;
  readonly kind: ShownGrantKind;
  readonly subject?: string | undefined;
  readonly clientId?: string | undefined;
  /** Of everything that came of one authorization. */
  readonly family?: string | undefined;
  readonly sessionId?: string | undefined;
  /** Granted, or asked for as long as the user has not decided. Absent: it was sealed under a secret that is gone. */
  readonly scopes?: readonly string[] | undefined;
  /** What APIs it is limited to. */
  readonly resources?: readonly string[] | undefined;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What a user agreed to. */
export interface ShownConsent {
  readonly subject: string;
  readonly clientId: string;
  /** Absent: it was sealed under a secret that is gone. */
  readonly scopes?: readonly string[] | undefined;
  readonly resources?: readonly string[] | undefined;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** `null`: never. */
  readonly expiresAt: number | null;
}

interface Granted {
  readonly scopes?: readonly string[] | undefined;
  readonly resources?: readonly string[] | undefined;
  /** Where the row stays longer. */
  readonly expiresAt?: number;
}

export function isShownKind(kind: GrantKind): kind is ShownGrantKind {
  return shownGrantKinds.some((shown) => shown === kind);
}

export function shownGrant(record: GrantRecord, kind: ShownGrantKind, vault: GrantVault): ShownGrant {
  return {
    id: record.handleHash,
    kind,
    ...(record.subjectId === null ? {} : { subject: record.subjectId }),
    ...(record.clientId === null ? {} : { clientId: record.clientId }),
    ...(record.family === null ? {} : { family: record.family }),
    ...(record.sessionId === null ? {} : { sessionId: record.sessionId }),
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    ...whatCanBeRead(() => grantedOf(record, vault)),
  };
}

export function shownConsent(record: GrantRecord, vault: GrantVault): ShownConsent {
  return {
    subject: record.subjectId ?? '',
    clientId: record.clientId ?? '',
    ...whatCanBeRead(() => {
      const content = vault.opened('consent', record)?.content;
      return { scopes: content?.scopes, ...resourcesOf(content?.resourceIndicators) };
    }),
    createdAt: record.createdAt,
    expiresAt: record.expiresAt >= never ? null : record.expiresAt,
  };
}

function grantedOf(record: GrantRecord, vault: GrantVault): Granted {
  const [code, refresh] = [vault.opened('authorization_code', record), vault.opened('refresh_token', record)];
  const content = code?.content ?? refresh?.content;
  if (content !== undefined) return { scopes: content.scopes, ...resourcesOf(content.resourceIndicators) };
  const reference = vault.opened('reference_token', record)?.content.token;
  if (reference !== undefined) return { scopes: reference.scopes };
  const asked = vault.opened('device_code', record)?.content ?? vault.opened('ciba', record)?.content;
  if (asked === undefined) return {};
  const { decision, requestedScopes, resourceIndicators, expiresAt } = asked;
  return { scopes: decidedScopes(decision) ?? requestedScopes, ...resourcesOf(resourceIndicators), expiresAt };
}

function decidedScopes(decision: Decision): readonly string[] | undefined {
  return decision.outcome === 'approved' ? decision.scopes : undefined;
}

function resourcesOf(resources: readonly string[] | undefined): Granted {
  return resources === undefined || resources.length === 0 ? {} : { resources };
}

/** One row that nobody can open any more must not hide the others. */
function whatCanBeRead<Read extends object>(read: () => Read): Read | Record<never, never> {
  try {
    return read();
  } catch {
    return {};
  }
}
